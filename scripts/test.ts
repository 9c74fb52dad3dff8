import { existsSync } from 'node:fs';
import colors from 'picocolors';
import { CannotStart } from './cannot-start.ts';
import { checkCode } from './code-checks.ts';
import { chromiumPath } from './components/chromium.ts';
import { redisProgram } from './components/redis.ts';
import { temporalProgram } from './components/temporal-program.ts';
import { temporalTestServer } from './components/temporal-test-server.ts';
import { toxiproxyProgram } from './components/toxiproxy.ts';
import { onInterruption } from './interruption.ts';
import { createProgress } from './progress.ts';
import { runTests, sum, type Count } from './test-run.ts';
import { makeTestFolder } from './test-folder.ts';

/** The test projects that need services. They run in turn, because other servers would delay their deadlines. */
const serviceProjects = ['workflows', 'models', 'integration', 'faults', 'browser'];

const args = process.argv.slice(2);
const interruption = onInterruption(() => process.exit(130));

try {
  const { ok, passed, failed } = args.length > 0 ? await withComponents([args]) : await everything();
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = ok && passed > 0 ? 0 : 1;
} catch (error) {
  process.exitCode = interruption.aborted ? 130 : 1;
  if (!interruption.aborted) console.error(error instanceof CannotStart ? colors.red(error.message) : error);
}
process.exit();

/** Runs what needs no service first and ends when that fails. */
async function everything(): Promise<Count> {
  const clean = await checkCode(interruption);
  const unit = await runTests(['--project', 'unit', '--project', 'replay'], interruption);
  if (!clean || !unit.ok) return { ...unit, failed: unit.failed + (clean ? 0 : 1), ok: false };
  return sum([unit, await withComponents(serviceProjects.map((project) => ['--project', project]))]);
}

/**
 * Finds or fetches every program before the first test, so that no test waits for a download. The stack itself is
 * started by the tests that need it (tests/stack.setup.ts).
 */
async function withComponents(runs: string[][]): Promise<Count> {
  const progress = createProgress();
  const [, , , testServer, chromium] = await Promise.all([
    progress.task(
      'Toxiproxy',
      (report) => toxiproxyProgram(report, interruption),
      (path) => path,
    ),
    progress.task('Redis', redisProgram, (path) => path),
    progress.task(
      'Temporal',
      (report) => temporalProgram(report, interruption),
      (path) => path,
    ),
    progress.task(
      'Test server',
      (report) => temporalTestServer(report, interruption),
      (path) => path,
    ),
    existsSync('tests/browser') ? progress.task('Chromium', chromiumPath, (path) => path) : '',
  ]);
  const folder = await makeTestFolder();
  try {
    const counts: Count[] = [];
    for (const testArgs of runs)
      counts.push(
        await runTests(testArgs, interruption, {
          TMPDIR: folder.path,
          TEMPORAL_TEST_SERVER: testServer,
          CHROMIUM_PATH: chromium,
        }),
      );
    return sum(counts);
  } finally {
    await folder.remove();
  }
}
