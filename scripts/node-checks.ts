import colors from 'picocolors';
import { CannotStart } from './cannot-start.ts';
import { checkCode } from './code-checks.ts';
import { onInterruption } from './interruption.ts';
import { purchaseTest } from './purchase-test.ts';
import { runServiceTests } from './service-tests.ts';
import { runTests, sum } from './test-run.ts';
import { typescriptOptions } from './typescript-options.ts';

/**
 * Checks TicketDrop on the Node that runs this script, for `npm run check -- --node`: lint, types, format, unit tests,
 * replay, workflow tests, and one purchase on a stack whose API and worker run on this Node too.
 */
const interruption = onInterruption(() => process.exit(130));
const { file, title } = purchaseTest;
const loader = typescriptOptions().length === 0 ? 'which strips types itself' : 'with the loader tsx';
console.log(colors.bold(`\nNode ${process.versions.node}, ${loader} (${process.execPath})`));

try {
  const clean = await checkCode(interruption);
  const unit = await runTests(['--project', 'unit', '--project', 'replay'], interruption);
  const workflows = await runServiceTests([['--project', 'workflows']], ['Test server'], interruption);
  const purchase = await runServiceTests(
    [['--project', 'integration', file, '--testNamePattern', title]],
    ['Redis', 'Temporal'],
    interruption,
  );
  const { ok, passed, failed } = sum([unit, workflows, purchase]);
  if (purchase.passed === 0) console.error(colors.red(`${file} has no test "${title}" that passes.`));
  console.log(
    `Node ${process.versions.node}: ${passed} passed, ${failed} failed${clean ? '' : ', and the code checks failed'}`,
  );
  process.exitCode = clean && ok && purchase.passed > 0 ? 0 : 1;
} catch (error) {
  process.exitCode = interruption.aborted ? 130 : 1;
  if (!interruption.aborted) console.error(error instanceof CannotStart ? colors.red(error.message) : error);
}
process.exit();
