import { Command } from 'commander';
import colors from 'picocolors';
import { reasonOf, type Finding, type Repair } from '../../activities/reconciler/finding.ts';
import { withinTime } from '../../activities/reconciler/within-time.ts';
import { ConfigError } from '../../config.ts';
import { CannotStart } from '../../scripts/cannot-start.ts';
import { createProgress } from '../../scripts/progress.ts';
import { loadEnvFile } from '../../scripts/settings.ts';
import { systemChecks } from './checks.ts';
import { countApis, countWorkers } from './processes.ts';
import { connectSystem, type System } from './system.ts';

const { repair: repairs } = new Command('npm run doctor --')
  .description(
    'Looks whether a running system keeps its promises: invariants in Postgres, Redis against Postgres, ' +
      'holds against workflows, stuck purchases.',
  )
  .option('--repair', 'mend what can be mended, after showing what that is')
  .addHelpText(
    'after',
    '\nLooks at what npm start runs from this folder, ' +
      'or at what DATABASE_URL, REDIS_URL, TEMPORAL_ADDRESS and the secrets name.\n' +
      'Exit code: 0 when all is well, or was mended; 1 when something is wrong.',
  )
  .allowExcessArguments(false)
  .parse()
  .opts<{ repair?: boolean }>();

const progress = createProgress();

/** Says how many processes there are: none of the checks needs them, and whoever looks wants to know. */
async function showProcesses({ temporal, apiUrl }: System): Promise<void> {
  const counts = async () => {
    const apis = apiUrl === undefined ? undefined : await countApis(apiUrl);
    const ofApi = apiUrl === undefined ? [] : [apis === undefined ? 'the API does not answer' : `${apis} of the API`];
    return [...ofApi, `${await countWorkers(temporal)} of the worker`].join(', ');
  };
  await progress.task('Processes', counts, (text) => text);
}

/** Runs every check and prints its findings. */
async function runChecks(system: System): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { name, okText, find } of systemChecks(system)) {
    const found = await progress.task(name, find, (list) =>
      list.length === 0 ? okText : colors.red(`${list.length} found`),
    );
    for (const { subject, problem, repair } of found) {
      const remedy = repair ? `\n    ${colors.dim(`remedy: ${repair.action}`)}` : '';
      progress.say(`  ${colors.red('✖')} ${subject}\n    ${problem}${remedy}`);
    }
    findings.push(...found);
  }
  return findings;
}

type Repairable = Finding & { repair: Repair };
const isRepairable = (finding: Finding): finding is Repairable => finding.repair !== undefined;

async function repairAll(findings: Repairable[]): Promise<void> {
  progress.say(`\nMending ${findings.length}:`);
  for (const { subject, repair } of findings) {
    progress.say(`  ${subject}: ${repair.action} … ${await outcomeOf(repair.run)}`);
  }
}

async function outcomeOf(run: Repair['run']): Promise<string> {
  try {
    const done = await withinTime(run);
    return done === 'nothing' ? 'nothing to do any more' : colors.green('done');
  } catch (failure) {
    return colors.red(`failed: ${reasonOf(failure)}`);
  }
}

/** @returns the exit code. */
async function main(): Promise<number> {
  loadEnvFile();
  const system = await connectSystem(process.env);
  try {
    await showProcesses(system);
    const findings = await runChecks(system);
    const repairable = findings.filter(isRepairable);
    if (!repairs || repairable.length === 0) {
      if (repairable.length > 0)
        progress.say(`\n${repairable.length} of ${findings.length} can be mended: npm run doctor -- --repair`);
      return findings.length === 0 ? 0 : 1;
    }
    await repairAll(repairable);
    progress.say('\nLooking again:');
    return (await runChecks(system)).length === 0 ? 0 : 1;
  } finally {
    await system.close();
  }
}

try {
  process.exitCode = await main();
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
