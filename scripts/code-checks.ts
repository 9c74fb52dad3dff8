import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import colors from 'picocolors';

type Step = { name: string; args: string[] };

const bin = (path: string, ...args: string[]) => [join('node_modules', path), ...args];

const steps: Step[] = [
  { name: 'lint', args: bin('oxlint/bin/oxlint', '--type-aware') },
  { name: 'format', args: bin('oxfmt/bin/oxfmt', '--check') },
  { name: 'types', args: bin('typescript/bin/tsc', '-p', '.') },
  ...(existsSync('web/tsconfig.json') ? [{ name: 'types of web', args: bin('typescript/bin/tsc', '-p', 'web') }] : []),
];

/** Runs lint, format and types at once and prints what they report. @returns whether all of them pass. */
export async function checkCode(signal: AbortSignal): Promise<boolean> {
  const outcomes = await Promise.all(
    steps.map(async ({ name, args }) => {
      const since = performance.now();
      const { failed, all } = await execa(process.execPath, args, {
        all: true,
        reject: false,
        stdin: 'ignore',
        detached: true,
        cancelSignal: signal,
        env: process.stdout.isTTY ? { FORCE_COLOR: '1' } : {},
      });
      const took = colors.dim(`${((performance.now() - since) / 1000).toFixed(1)} s`);
      console.log(failed ? `${colors.red('✖')} ${name} ${took}\n${all}` : `${colors.green('✔')} ${name} ${took}`);
      return !failed;
    }),
  );
  signal.throwIfAborted();
  return outcomes.every(Boolean);
}
