import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Report } from '../progress.ts';
import { isProgram } from './programs.ts';

/** A download that has not grown for this long has failed. */
const stallTimeoutMs = 30_000;

/**
 * Downloads a server into `folder` with the Temporal SDK, in a child process that is killed when the download stalls:
 * the SDK itself has no timeout.
 * @param create the function of `TestWorkflowEnvironment` (`@temporalio/testing`) whose server is downloaded
 * @returns the path of the program, or undefined when the download host cannot be reached
 */
export async function downloadWithSdk(
  create: 'createLocal' | 'createTimeSkipping',
  folder: string,
  report: Report,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const program = () =>
    readdirSync(folder)
      .map((name) => join(folder, name))
      .find((path) => statSync(path).isFile() && isProgram(path) && !path.endsWith('.downloading'));
  const existing = program();
  if (existing !== undefined) return existing;

  const stalled = new AbortController();
  const script = `
    import { TestWorkflowEnvironment } from '@temporalio/testing';
    const server = { executable: { type: 'cached-download', downloadDir: ${JSON.stringify(folder)}, ttl: '10 years' } };
    await (await TestWorkflowEnvironment.${create}({ server })).teardown();`;
  const download = execa(process.execPath, ['--input-type=module', '--eval', script], {
    reject: false,
    stdin: 'ignore',
    cwd: import.meta.dirname,
    cancelSignal: signal ? AbortSignal.any([signal, stalled.signal]) : stalled.signal,
  });

  let size = 0;
  let lastGrowth = performance.now();
  const monitor = setInterval(() => {
    const now = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    if (now > size) lastGrowth = performance.now();
    size = now;
    report(size === 0 ? 'looking for the download' : `downloading, ${Math.round(size / 1e6)} MB`);
    if (performance.now() - lastGrowth > stallTimeoutMs) stalled.abort();
  }, 1_000);
  const { failed } = await download;
  clearInterval(monitor);
  signal?.throwIfAborted();
  return failed ? undefined : program();
}
