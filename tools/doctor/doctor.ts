import { Command } from 'commander';
import colors from 'picocolors';
import type { Finding, Mend } from '../../activities/reconciler/finding.ts';
import { ConfigError } from '../../config.ts';
import { CannotStart } from '../../scripts/cannot-start.ts';
import { loadEnvFile } from '../../scripts/settings.ts';
import { createProgress } from '../../scripts/progress.ts';
import { checkup } from './checkup.ts';
import { connectSystem, type System } from './system.ts';

const { repair } = new Command('npm run doctor --')
  .description(
    'Looks whether a running system keeps its promises: invariants in Postgres, Redis against Postgres, holds against workflows, stuck purchases.',
  )
  .option('--repair', 'mend what can be mended, after showing what that is')
  .addHelpText(
    'after',
    '\nLooks at what npm start runs from this folder, or at what DATABASE_URL, REDIS_URL, TEMPORAL_ADDRESS and the secrets name.\nExit code: 0 when all is well, or was mended; 1 when something is wrong.',
  )
  .allowExcessArguments(false)
  .parse()
  .opts<{ repair?: boolean }>();

const progress = createProgress();

/** Shows each check with what it found. */
async function examine(system: System): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { name, well, look } of checkup(system)) {
    const found = await progress.task(name, look, (list) =>
      list.length === 0 ? well : colors.red(`${list.length} found`),
    );
    for (const { about, what, mend } of found) {
      progress.say(
        `  ${colors.red('✖')} ${about}\n    ${what}${mend ? `\n    ${colors.dim(`remedy: ${mend.does}`)}` : ''}`,
      );
    }
    findings.push(...found);
  }
  return findings;
}

type Mendable = Finding & { mend: Mend };
const canMend = (finding: Finding): finding is Mendable => finding.mend !== undefined;

async function treat(findings: Mendable[]): Promise<void> {
  progress.say(`\nMending ${findings.length}:`);
  for (const {
    about,
    mend: { does, run },
  } of findings)
    progress.say(`  ${about}: ${does} … ${await outcomeOf(run)}`);
}

async function outcomeOf(run: Mend['run']): Promise<string> {
  try {
    const done = await run();
    return done === 'nothing' ? 'nothing to do any more' : colors.green('done');
  } catch (failure) {
    return colors.red(`failed: ${String(failure)}`);
  }
}

async function visit(): Promise<number> {
  loadEnvFile();
  const system = await connectSystem(process.env);
  try {
    const found = await examine(system);
    const mendable = found.filter(canMend);
    if (!repair || mendable.length === 0) {
      if (mendable.length > 0)
        progress.say(`\n${mendable.length} of ${found.length} can be mended: npm run doctor -- --repair`);
      return found.length === 0 ? 0 : 1;
    }
    await treat(mendable);
    progress.say('\nLooking again:');
    return (await examine(system)).length === 0 ? 0 : 1;
  } finally {
    await system.close();
  }
}

try {
  process.exitCode = await visit();
} catch (failure) {
  process.exitCode = 1;
  const expected = failure instanceof CannotStart || failure instanceof ConfigError;
  const hint =
    failure instanceof ConfigError ? ' Run npm start in this folder first, or name the system in the environment.' : '';
  console.error(
    colors.red(expected ? `${failure.message}${hint}` : String(failure instanceof Error ? failure.stack : failure)),
  );
}
process.exit();
