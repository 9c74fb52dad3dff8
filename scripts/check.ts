import { checkCode } from './code-checks.ts';
import { onInterruption } from './interruption.ts';
import { runTests } from './test-run.ts';

/** The checks that need no service: lint, types, unit tests, replay of recorded histories. */
const interruption = onInterruption(() => process.exit(130));
try {
  const clean = await checkCode(interruption);
  const { ok } = await runTests(['--project', 'unit', '--project', 'replay'], interruption);
  process.exitCode = clean && ok ? 0 : 1;
} catch (error) {
  if (!interruption.aborted) throw error;
  process.exitCode = 130;
}
