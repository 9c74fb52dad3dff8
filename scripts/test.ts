import { existsSync } from 'node:fs';
import { checkCode } from './code-checks.ts';
import { onInterruption } from './interruption.ts';
import { runCommand } from './run-command.ts';
import { runServiceTests, type Program } from './service-tests.ts';
import { runTests, sum, type Count } from './test-run.ts';

/** The test projects that need services. They run in turn, because other servers would delay their deadlines. */
const serviceProjects = ['workflows', 'models', 'integration', 'payments', 'fuzz', 'faults', 'browser'];

const programs: Program[] = [
  'Toxiproxy',
  'Redis',
  'Temporal',
  'nginx',
  'stripe-mock',
  'Test server',
  'Schemathesis',
  ...(existsSync('tests/browser') ? (['Chromium'] as const) : []),
];

const args = process.argv.slice(2);
const interruption = onInterruption(() => process.exit(130));

await runCommand(interruption, async () => {
  const { ok, passed, failed, failures } =
    args.length > 0 ? await runServiceTests([args], programs, interruption) : await everything();
  // At the very end, where a log of thousands of lines is read first.
  if (failures.length > 0) console.log(`\nFailed:\n${failures.join('\n')}\n`);
  console.log(`${passed} passed, ${failed} failed`);
  return ok && passed > 0 ? 0 : 1;
});

/** Runs what needs no service first and ends when that fails. */
async function everything(): Promise<Count> {
  const clean = await checkCode(interruption);
  const unit = await runTests(['--project', 'unit', '--project', 'replay'], interruption);
  if (!clean || !unit.ok)
    return {
      ...unit,
      failed: unit.failed + (clean ? 0 : 1),
      failures: [...(clean ? [] : ['npm run check: the checks of the code']), ...unit.failures],
      ok: false,
    };
  const runs = serviceProjects.map((project) => ['--project', project]);
  return sum([unit, await runServiceTests(runs, programs, interruption)]);
}
