import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Report } from '../progress.ts';
import { isProgram } from './programs.ts';

/** A download that has not grown for this long is not coming. */
const stalledAfterMs = 30_000;

/**
 * Lets the Temporal SDK fetch a server of its own into `folder`, in a process that can be given up: the SDK itself waits
 * for ever for a host that does not answer.
 * @param create the name of the environment in `@temporalio/testing` whose server is wanted
 * @returns the program, or undefined where the download host cannot be reached
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

  const giveUp = new AbortController();
  const script = `
    import { TestWorkflowEnvironment } from '@temporalio/testing';
    const server = { executable: { type: 'cached-download', downloadDir: ${JSON.stringify(folder)}, ttl: '10 years' } };
    await (await TestWorkflowEnvironment.${create}({ server })).teardown();`;
  const download = execa(process.execPath, ['--input-type=module', '--eval', script], {
    reject: false,
    stdin: 'ignore',
    cwd: import.meta.dirname,
    cancelSignal: signal ? AbortSignal.any([signal, giveUp.signal]) : giveUp.signal,
  });

  let size = 0;
  let grew = performance.now();
  const watch = setInterval(() => {
    const now = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    if (now > size) grew = performance.now();
    size = now;
    report(size === 0 ? 'looking for the download' : `downloading, ${Math.round(size / 1e6)} MB`);
    if (performance.now() - grew > stalledAfterMs) giveUp.abort();
  }, 1_000);
  const { failed } = await download;
  clearInterval(watch);
  signal?.throwIfAborted();
  return failed ? undefined : program();
}
