import { createProgress } from './progress.ts';
import { temporalTestServer } from './components/temporal-test-server.ts';
import { onInterruption } from './interruption.ts';
import { runTests } from './test-run.ts';

/** Records the histories of the replay tests: every branch that a workflow test walks leaves one of the version of today (tests/replay/histories). */
const interruption = onInterruption(() => process.exit(130));
const testServer = await createProgress().task('Test server', (report) => temporalTestServer(report, interruption), (path) => path);
const { ok } = await runTests(['--project', 'workflows'], interruption, { RECORD_HISTORIES: '1', TEMPORAL_TEST_SERVER: testServer });
process.exit(ok ? 0 : 1);
