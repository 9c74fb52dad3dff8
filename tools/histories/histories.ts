import { createProgress } from '../../scripts/progress.ts';
import { temporalTestServer } from '../../scripts/components/temporal-test-server.ts';
import { onInterruption } from '../../scripts/interruption.ts';
import { makeTestFolder } from '../../scripts/test-folder.ts';
import { runTests } from '../../scripts/test-run.ts';

/**
 * Records the histories of the replay tests (tests/replay/histories) with the current version of the workflows. Every
 * branch that a workflow test takes leaves one. Of the purchases of a drop in which every process is killed, the
 * longest history of each outcome is kept.
 */
const interruption = onInterruption(() => process.exit(130));
const testServer = await createProgress().task(
  'Test server',
  (report) => temporalTestServer(report, interruption),
  (path) => path,
);
const folder = await makeTestFolder();
let ok = true;
try {
  for (const tests of [
    ['--project', 'workflows'],
    ['--project', 'faults', 'tests/faults/drop.test.ts'],
  ]) {
    ok =
      (
        await runTests(tests, interruption, {
          RECORD_HISTORIES: '1',
          TEMPORAL_TEST_SERVER: testServer,
          TMPDIR: folder.path,
        })
      ).ok && ok;
  }
} finally {
  await folder.remove();
}
process.exit(ok ? 0 : 1);
