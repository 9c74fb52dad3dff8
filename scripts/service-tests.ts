import { chromiumPath } from './components/chromium.ts';
import { nginxProgram } from './components/nginx.ts';
import { redisProgram } from './components/redis.ts';
import { schemathesisProgram } from './components/schemathesis.ts';
import { stripeMockProgram } from './components/stripe-mock.ts';
import { temporalProgram } from './components/temporal-program.ts';
import { temporalTestServer } from './components/temporal-test-server.ts';
import { toxiproxyProgram } from './components/toxiproxy.ts';
import { createProgress, type Report } from './progress.ts';
import { makeTestFolder } from './test-folder.ts';
import { runTests, sum, type Count } from './test-run.ts';

const programs = {
  Toxiproxy: toxiproxyProgram,
  Redis: redisProgram,
  Temporal: temporalProgram,
  nginx: nginxProgram,
  'stripe-mock': stripeMockProgram,
  'Test server': temporalTestServer,
  Chromium: chromiumPath,
  Schemathesis: schemathesisProgram,
} satisfies Record<string, (report: Report, signal: AbortSignal) => Promise<string>>;

export type Program = keyof typeof programs;

/** The variables that tell the tests the path of a program. */
const variables: Partial<Record<Program, string>> = {
  'Test server': 'TEMPORAL_TEST_SERVER',
  Chromium: 'CHROMIUM_PATH',
  Schemathesis: 'SCHEMATHESIS_PATH',
};

/**
 * Runs vitest once for each list of arguments. The programs that the tests need are found or fetched first, so that no
 * test waits for a download. The stack itself is started by the tests that need it (tests/stack.setup.ts).
 */
export async function runServiceTests(runs: string[][], needed: Program[], signal: AbortSignal): Promise<Count> {
  const progress = createProgress();
  const paths = await Promise.all(
    needed.map((name) =>
      progress.task(
        name,
        (report) => programs[name](report, signal),
        (path) => path,
      ),
    ),
  );
  const environment = Object.fromEntries(
    needed.flatMap((name, index) => (variables[name] ? [[variables[name], paths[index] ?? '']] : [])),
  );
  const folder = await makeTestFolder();
  try {
    const counts: Count[] = [];
    for (const args of runs) counts.push(await runTests(args, signal, { TMPDIR: folder.path, ...environment }));
    return sum(counts);
  } finally {
    await folder.remove();
  }
}
