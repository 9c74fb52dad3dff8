import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import colors from 'picocolors';
import { redisProgram } from '../../scripts/components/redis.ts';
import { temporalProgram } from '../../scripts/components/temporal-program.ts';
import { toxiproxyProgram } from '../../scripts/components/toxiproxy.ts';
import { onInterruption } from '../../scripts/interruption.ts';
import { createProgress } from '../../scripts/progress.ts';
import { runCommand } from '../../scripts/run-command.ts';
import { makeTestFolder } from '../../scripts/test-folder.ts';
import { runTests } from '../../scripts/test-run.ts';
import { runModels } from './models.ts';
import { readFaultOptions, type FaultOptions } from './options.ts';
import { runLine, updatePage } from './page.ts';
import { faultTable, Report, summarizeDrops } from './table.ts';

const logs = resolve('.data/faults');

async function main(interruption: AbortSignal): Promise<number> {
  const options = readFaultOptions(process.argv.slice(2));
  const progress = createProgress();
  await Promise.all([
    progress.task('Redis', redisProgram, (path) => path),
    progress.task(
      'Temporal',
      (report) => temporalProgram(report, interruption),
      (path) => path,
    ),
    progress.task(
      'Toxiproxy',
      (report) => toxiproxyProgram(report, interruption),
      (path) => path,
    ),
  ]);
  rmSync(logs, { recursive: true, force: true });
  mkdirSync(logs, { recursive: true });
  const folder = await makeTestFolder();
  try {
    const rowsOk = options.onlyModels || (await runRows(options, folder.path, interruption));
    const modelsOk = options.models === 0 || (await runModels(options.models, folder.path, interruption));
    return rowsOk && modelsOk ? 0 : 1;
  } finally {
    await folder.remove();
  }
}

/** Runs the rows and drops, and updates the page. @returns whether every test passed. */
async function runRows(options: FaultOptions, tmpdir: string, interruption: AbortSignal): Promise<boolean> {
  const environment = environmentFor(options, tmpdir);
  let report: Report = { testResults: [] };
  let ok = true;
  // One after the other: each run brings up a stack of its own, and two at once would miss their deadlines.
  for (const [i, tests] of testRuns(options).entries()) {
    const file = resolve(logs, `results-${i}.json`);
    ok = (await runTests(tests, interruption, environment, file)).ok && ok;
    if (existsSync(file))
      report = {
        testResults: [...report.testResults, ...Report.parse(JSON.parse(readFileSync(file, 'utf8'))).testResults],
      };
  }
  if (options.seed === undefined) updateFaultsPage(options, report);
  console.log(
    ok ? colors.green('Every row held.') : colors.red(`Something did not hold. Logs of processes and clients: ${logs}`),
  );
  return ok;
}

/**
 * The arguments of each run of vitest that the options ask for. Drops are not a row of the catalogue. With a seed only
 * the drops of that seed run.
 */
function testRuns({ seed, rows, onlyDrops }: FaultOptions): string[][] {
  const drops = ['--project', 'faults', 'tests/faults/drop.test.ts'];
  if (onlyDrops) return [[...drops, '--testNamePattern', 'a small drop']];
  if (seed !== undefined) return [drops];
  const pattern = rows ? `\\b(${rows.replaceAll(',', '|')})\\b` : '(\\b[FI]\\d+\\b|seed \\d+|after a single kill)';
  return ['integration', 'payments', 'faults'].map((project) => ['--project', project, '--testNamePattern', pattern]);
}

function environmentFor({ seed, drops, rows }: FaultOptions, tmpdir: string): Record<string, string> {
  return {
    TMPDIR: tmpdir,
    FAULTS: 'long',
    FAULTS_LOGS: logs,
    ...(seed === undefined ? { FAULTS_DROPS: String(rows ? 0 : drops) } : { FAULTS_SEED: String(seed) }),
  };
}

/** Writes the new results of the rows, and one line about the drops, unless only some rows ran. */
function updateFaultsPage({ rows, onlyDrops }: FaultOptions, report: Report): void {
  if (!onlyDrops) updatePage((page) => ({ ...page, rows: faultTable(report, page.rows) }));
  const { seeds, failed, seconds } = summarizeDrops(report);
  if (rows || seeds === 0) return;
  const outcome = failed.length === 0 ? 'every promise held in each' : `FAILED with the seeds ${failed.join(', ')}`;
  const line = runLine(`${seeds} drops, each with a seed of its own, in ${Math.round(seconds)} s; ${outcome}`);
  updatePage((page) => ({ ...page, drops: [...page.drops, line] }));
}

const interruption = onInterruption(() => process.exit(130));
await runCommand(interruption, () => main(interruption));
