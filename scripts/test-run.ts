import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { execa } from 'execa';
import { z } from 'zod';

/** How many tests passed and failed, and what failed: the file, the test and the first line of its error. */
export type Count = { passed: number; failed: number; failures: string[]; ok: boolean };

export const sum = (counts: Count[]): Count => ({
  passed: counts.reduce((total, { passed }) => total + passed, 0),
  failed: counts.reduce((total, { failed }) => total + failed, 0),
  failures: counts.flatMap(({ failures }) => failures),
  ok: counts.every(({ ok }) => ok),
});

const Results = z.object({
  numPassedTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string(),
      assertionResults: z.array(
        z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()).nullish() }),
      ),
    }),
  ),
});
type FileResult = z.infer<typeof Results>['testResults'][number];

const failure = (file: string, test: string, message = '') =>
  `${relative('', file)}: ${test}\n  ${stripVTControlCharacters(message).trim().split('\n', 1)[0]}`;

/** What failed in a file. One that cannot be loaded has no test, and is told itself. */
function failuresOf({ name, status, message, assertionResults }: FileResult): string[] {
  const failed = assertionResults.filter((test) => test.status === 'failed');
  if (status === 'failed' && failed.length === 0)
    return [failure(name, 'the file failed outside of its tests', message)];
  return failed.map(({ fullName, failureMessages }) => failure(name, fullName, failureMessages?.[0]));
}

/**
 * Runs vitest once with its usual output, and writes its JSON report to `report` when one is given. A file that
 * cannot be loaded counts as one failed test.
 */
export async function runTests(
  args: string[],
  signal: AbortSignal,
  env: Record<string, string> = {},
  report?: string,
  output: 'inherit' | 'ignore' = 'inherit',
): Promise<Count> {
  const folder = mkdtempSync(join(tmpdir(), 'ticketdrop-results-'));
  const file = report ?? join(folder, 'results.json');
  try {
    // Its own process group: Ctrl-C reaches vitest once, through us, and its global teardown stops what it started.
    const { failed } = await execa(
      process.execPath,
      [
        'node_modules/vitest/vitest.mjs',
        'run',
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${file}`,
        ...args,
      ],
      {
        reject: false,
        stdin: 'ignore',
        stdout: output,
        stderr: output,
        detached: true,
        env,
        cancelSignal: signal,
        forceKillAfterDelay: 30_000,
      },
    );
    signal.throwIfAborted();
    if (!existsSync(file))
      return { passed: 0, failed: 0, failures: [`vitest run ${args.join(' ')}: no report`], ok: false };
    const { numPassedTests, testResults } = Results.parse(JSON.parse(readFileSync(file, 'utf8')));
    const failures = testResults.flatMap(failuresOf);
    // An error outside of every test, such as a rejection that nothing handles, fails the run too.
    if (failed && failures.length === 0) failures.push(`vitest run ${args.join(' ')}: an error outside of every test`);
    return { passed: numPassedTests, failed: failures.length, failures, ok: !failed };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
