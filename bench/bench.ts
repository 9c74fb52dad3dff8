import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join, relative, resolve } from 'node:path';
import colors from 'picocolors';
import { CannotStart } from '../scripts/cannot-start.ts';
import { vegetaProgram, wrkProgram } from '../scripts/components/load-tools.ts';
import { onInterruption } from '../scripts/interruption.ts';
import { createProgress, type Progress } from '../scripts/progress.ts';
import { runCommand } from '../scripts/run-command.ts';
import { makeTestFolder } from '../scripts/test-folder.ts';
import { writeDocuments } from '../tools/documents/documents.ts';
import { comparisonTable, compareWith, writeComparison } from './against/compare.ts';
import { meetsGoal, ratios, type Figure } from './figure.ts';
import { currentCommit, machine } from './machine.ts';
import { isFull, readOptions, type Options } from './options.ts';
import { profileFolder, summarizeProfiles } from './profile.ts';
import { costsTable, markdown, round, type Report } from './report.ts';
import type { Scenario, ScenarioResult } from './scenario.ts';
import { scenarios } from './scenarios.ts';
import { startStack } from './stack.ts';

const interruption = onInterruption(() => process.exit(130));
await runCommand(interruption, () => bench(readOptions(process.argv.slice(2))), 'Stopped; nothing was written.');

async function bench(options: Options): Promise<number> {
  const [before = 0] = loadavg();
  const measuredCommit = await currentCommit();
  const progress = createProgress();
  if (before > cpus().length / 2)
    progress.say(
      colors.yellow(
        `Others are using this machine (load average ${before.toFixed(1)}): ` +
          'what is measured now is less than it can do.',
      ),
    );
  await progress.task(
    'Load tools',
    async (report) => [await wrkProgram(report), await vegetaProgram(report, interruption)],
    (paths) => paths.join(', '),
  );
  if (options.against !== undefined) return compare(options.against, options, progress);
  const since = performance.now();
  const measuredScenarios: Report['scenarios'] = [];
  const failed: string[] = [];
  for (const scenario of scenarios.filter(({ name }) => options.only.includes(name))) {
    const measured = await measure(scenario, options, progress).catch((failure: unknown) => {
      interruption.throwIfAborted();
      // The other scenarios go on; this one reports nothing.
      console.error(failure instanceof CannotStart ? colors.red(failure.message) : failure);
      failed.push(scenario.name);
    });
    if (!measured) continue;
    const { figures, costs } = measured;
    for (const measuredFigure of figures) progress.say(`    ${describeFigure(measuredFigure)}`);
    if (costs) progress.say(costsTable(costs));
    measuredScenarios.push({ name: scenario.name, about: scenario.about, figures, ...(costs && { costs }) });
  }
  const [after = 0] = loadavg();
  const report: Report = {
    command: commandLine(),
    at: new Date().toISOString(),
    commit: measuredCommit,
    seconds: (performance.now() - since) / 1_000,
    machine: await machine(),
    load: { before, after },
    scenarios: measuredScenarios,
  };
  progress.say(`\nWritten: ${write(report, isFull(options) && failed.length === 0).join(', ')}`);
  const missed = measuredScenarios
    .flatMap(({ figures }) => figures)
    .filter((measured) => meetsGoal(measured) === false);
  if (failed.length > 0) progress.say(colors.red(`Failed: ${failed.join(', ')}`));
  progress.say(
    missed.length === 0
      ? colors.green('Every goal is kept.')
      : colors.red(`Missed: ${missed.map(({ name }) => name).join('; ')}`),
  );
  return missed.length + failed.length === 0 ? 0 : 1;
}

/** Compares this checkout with another commit and prints the ratios. */
async function compare(reference: string, options: Options, progress: Progress): Promise<number> {
  const { rounds, buyers, concurrency, quick } = options;
  const load = { rounds, buyers, concurrency, seconds: quick ? 2 : 4 };
  const compared = await compareWith(reference, load, progress, interruption);
  const file = writeComparison(reference, commandLine(), compared);
  progress.say(`\n${comparisonTable(compared)}\n\nWritten: ${file}`);
  return 0;
}

function commandLine(): string {
  return ['npm run bench', ...(process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : [])].join(' ');
}

/** Runs a scenario on a stack of its own, so that no other scenario's data slows it down. */
async function measure(
  scenario: Scenario,
  { quick, profile: part }: Options,
  progress: Progress,
): Promise<ScenarioResult> {
  const profile = part && { part, folder: resolve(profileFolder(scenario.name, part)) };
  const measured = await progress.task(scenario.name, async (say) => {
    const folder = await makeTestFolder();
    try {
      const stack = await startStack({ folder: folder.path, report: say, signal: interruption, profile });
      try {
        return await scenario.run({ stack, quick, folder: folder.path, say, signal: interruption });
      } finally {
        say('stopping');
        await stack.stop();
      }
    } finally {
      await folder.remove();
    }
  });
  if (profile) progress.say(`    where its time went: ${relative('.', summarizeProfiles(profile.folder))}`);
  return measured;
}

function describeFigure(measured: Figure): string {
  const met = meetsGoal(measured);
  const limits = (measured.limits ?? []).map(
    (limit, index) => `${ratios(measured)[index]?.toFixed(2)} of ${limit.name}, ${round(limit.value)}`,
  );
  const text = [`${measured.name}: ${round(measured.value)} ${measured.unit}`, ...limits].join('; ');
  return met === undefined ? text : met ? `${colors.green('✔')} ${text}` : `${colors.red('✖')} ${text}`;
}

function write(report: Report, full: boolean): string[] {
  const folder = full ? 'bench' : join('.data', 'bench');
  mkdirSync(folder, { recursive: true });
  const files = [join(folder, 'report.md'), join(folder, 'report.json')] as const;
  writeFileSync(files[0], markdown(report));
  writeFileSync(files[1], `${JSON.stringify(report, undefined, 2)}\n`);
  return [...files, ...(full ? writeDocuments() : [])];
}
