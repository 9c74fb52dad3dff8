import { existsSync } from 'node:fs';
import { checkCode } from './code-checks.ts';
import { onInterruption } from './interruption.ts';
import { runCommand } from './run-command.ts';
import { oneByOne, runServiceTests, type Program } from './service-tests.ts';
import { runTests, sum, type Count } from './test-run.ts';

/**
 * The test projects that need services, in stages. What stands side by side in one spends its time waiting, each with a
 * stack of its own; the others need the whole machine, and the faults a quiet one.
 */
const stages = [
  [['workflows']],
  [['models']],
  [
    ['integration', 'fuzz'],
    ['browser', 'payments'],
  ],
  [['faults']],
];

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
    args.length > 0 ? await runServiceTests(oneByOne(args), programs, interruption) : await everything();
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
  const runs = stages.map((lanes) => lanes.map((projects) => projects.map((project) => ['--project', project])));
  return sum([unit, await runServiceTests(runs, programs, interruption)]);
}
