import { onInterruption } from '../../scripts/interruption.ts';
import { makeTestFolder } from '../../scripts/test-folder.ts';
import { runTests } from '../../scripts/test-run.ts';
import { runCommand } from '../../scripts/run-command.ts';
import { CannotStart } from '../../scripts/cannot-start.ts';

/**
 * Runs the tests of cards against Stripe itself, with a test key of an account. It makes payments of test cards there,
 * and nothing else; never part of npm test.
 */
const interruption = onInterruption(() => process.exit(130));

await runCommand(interruption, async () => {
  const key = process.env['STRIPE_TEST_KEY'] ?? '';
  if (!/^[sr]k_test_\w+$/.test(key))
    throw new CannotStart('Set STRIPE_TEST_KEY to a test key of a Stripe account, sk_test_… or rk_test_….');
  const folder = await makeTestFolder();
  try {
    const tests = ['tests/payments/cards.test.ts', 'tests/payments/webhook.test.ts'];
    const { ok } = await runTests(['--project', 'payments', ...tests], interruption, {
      PAYMENTS_LIVE_KEY: key,
      TMPDIR: folder.path,
    });
    return ok ? 0 : 1;
  } finally {
    await folder.remove();
  }
});
