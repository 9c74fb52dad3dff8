import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';

export type Count = { passed: number; failed: number; ok: boolean };

export const sum = (counts: Count[]): Count => ({
  passed: counts.reduce((total, { passed }) => total + passed, 0),
  failed: counts.reduce((total, { failed }) => total + failed, 0),
  ok: counts.every(({ ok }) => ok),
});

const Results = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.unknown()) })),
});

/**
 * Runs vitest once with its usual output, and writes its JSON report to `report` when one is given. A file that
 * cannot be loaded counts as one failed test.
 */
export async function runTests(
  args: string[],
  signal: AbortSignal,
  env: Record<string, string> = {},
  report?: string,
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
        stdout: 'inherit',
        stderr: 'inherit',
        detached: true,
        env,
        cancelSignal: signal,
        forceKillAfterDelay: 30_000,
      },
    );
    signal.throwIfAborted();
    if (!existsSync(file)) return { passed: 0, failed: 0, ok: false };
    const { numPassedTests, numFailedTests, testResults } = Results.parse(JSON.parse(readFileSync(file, 'utf8')));
    const unloadable = testResults.filter(
      ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
    ).length;
    // An error outside of every test, such as a rejection that nothing handles, fails the run too.
    return { passed: numPassedTests, failed: numFailedTests + unloadable || Number(failed), ok: !failed };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
