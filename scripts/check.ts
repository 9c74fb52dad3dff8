import { delimiter, dirname } from 'node:path';
import { execa } from 'execa';
import colors from 'picocolors';
import { readCheckOptions } from './check-options.ts';
import { checkCode } from './code-checks.ts';
import { nodeProgram } from './components/node-program.ts';
import { onInterruption } from './interruption.ts';
import { createProgress } from './progress.ts';
import { runCommand } from './run-command.ts';
import { runTests } from './test-run.ts';

const interruption = onInterruption(() => process.exit(130));
await runCommand(interruption, async () => {
  const { node: versions } = readCheckOptions(process.argv.slice(2));
  const ok = versions.length === 0 ? await check() : await checkOn(versions);
  return ok ? 0 : 1;
});

/** The checks that need no service: lint, types, format, unit tests, replay of recorded histories. */
async function check(): Promise<boolean> {
  const clean = await checkCode(interruption);
  const { ok } = await runTests(['--project', 'unit', '--project', 'replay'], interruption);
  return clean && ok;
}

/** Runs node-checks.ts on each of these versions of Node in turn. */
async function checkOn(versions: number[]): Promise<boolean> {
  const progress = createProgress();
  const programs: { version: number; program: string }[] = [];
  for (const version of versions)
    programs.push({
      version,
      program: await progress.task(
        `Node ${version}`,
        (report) => nodeProgram(version, report, interruption),
        (path) => path,
      ),
    });

  const failed: number[] = [];
  for (const { version, program } of programs) {
    // Its own process group: Ctrl-C reaches the checks once, through us, and they stop what they started.
    const outcome = await execa(program, ['scripts/bootstrap.mjs', 'scripts/node-checks.ts'], {
      reject: false,
      stdin: 'ignore',
      stdout: 'inherit',
      stderr: 'inherit',
      detached: true,
      env: { PATH: `${dirname(program)}${delimiter}${process.env.PATH ?? ''}` },
      cancelSignal: interruption,
      forceKillAfterDelay: 60_000,
    });
    interruption.throwIfAborted();
    if (outcome.failed) failed.push(version);
  }
  console.log(
    failed.length === 0
      ? colors.green(`Everything passed on Node ${versions.join(', ')}.`)
      : colors.red(`Something failed on Node ${failed.join(', ')}.`),
  );
  return failed.length === 0;
}
