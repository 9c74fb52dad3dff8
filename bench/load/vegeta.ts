import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import { vegetaProgram } from '../../scripts/components/load-tools.ts';

export type Target = { method: 'GET' | 'POST'; url: string; headers?: Record<string, string>; body?: object };

const nanoseconds = z.number().transform((value) => value / 1e6);
const VegetaReport = z.object({
  latencies: z.object({ '50th': nanoseconds, '99th': nanoseconds, max: nanoseconds }),
  throughput: z.number(),
  status_codes: z.record(z.string(), z.number()),
  errors: z.array(z.string()).nullable(),
});

/** A connection may close while nobody uses it; repeating what only reads, as a browser does, gets the answer. */
const closedWhileIdle = /: (?:EOF|read: connection reset by peer|write: broken pipe)$/;
const CLOSED_OF_ALL = 1 / 10_000;

/** The error that vegeta reports at the end of a list that it sends once. */
const endOfTargets = 'no targets to attack';

type Attack = {
  targets: Target[];
  folder: string;
  signal: AbortSignal;
  /** Whether an answer of 503 is counted instead of ending the run. */
  countRefused?: boolean;
};

/** Answers a second, and latencies in milliseconds, counted from when each request was due. */
export type LoadResult = { perSecond: number; p50: number; p99: number; max: number; refused: number };

/** Sends every target once, at most `concurrency` at a time, each as soon as an earlier one is answered. */
export const sendAll = ({ concurrency, ...attack }: Attack & { concurrency: number }): Promise<LoadResult> =>
  run(attack, ['-lazy', '-rate', '0', '-workers', String(concurrency), '-max-workers', String(concurrency)]);

/** Sends the targets at a constant rate, again from the start when they run out, without waiting for answers. */
export const sendAtRate = ({
  perSecond,
  seconds,
  ...attack
}: Attack & { perSecond: number; seconds: number }): Promise<LoadResult> =>
  run(attack, ['-rate', `${perSecond}/1s`, '-duration', `${seconds}s`, '-workers', '64']);

/**
 * Sends the targets at a constant rate while the work goes on, which starts at the same time.
 * @throws what the work throws.
 */
export async function sendDuring(
  work: () => Promise<unknown>,
  { perSecond, ...attack }: Attack & { perSecond: number },
): Promise<LoadResult> {
  const over = new AbortController();
  const working = work().finally(() => over.abort());
  const [, result] = await Promise.all([
    working,
    run(attack, ['-rate', `${perSecond}/1s`, '-duration', '0', '-workers', '64'], over.signal),
  ]);
  return result;
}

/** @throws when a single answer is an error, because the figure would mean nothing. */
async function run(
  { targets, folder, signal, countRefused = false }: Attack,
  flags: string[],
  over?: AbortSignal,
): Promise<LoadResult> {
  const vegeta = await vegetaProgram(() => undefined);
  const [list, results] = [join(folder, 'targets.jsonl'), join(folder, 'results.bin')];
  await writeFile(list, targets.map((target) => `${JSON.stringify(encode(target))}\n`).join(''));
  const options = { stdin: 'ignore', cancelSignal: signal, timeout: 300_000 } as const;
  const attacking = execa(
    vegeta,
    ['attack', '-format', 'json', '-targets', list, '-output', results, '-timeout', '10s', '-max-body', '0', ...flags],
    options,
  );
  // An interrupted attack waits for its last answers and ends as if it were over.
  over?.addEventListener('abort', () => attacking.kill('SIGINT'));
  await attacking;
  const { stdout } = await execa(vegeta, ['report', '-type', 'json', results], options);
  const { latencies, throughput, status_codes: codes, errors } = VegetaReport.parse(JSON.parse(stdout));
  const refused = countRefused ? (codes['503'] ?? 0) : 0;
  const expected = [endOfTargets, ...(countRefused ? ['503 Service Unavailable'] : [])];
  const all = Object.values(codes).reduce((sum, count) => sum + count, 0);
  const mayRepeat = targets.every(({ method }) => method === 'GET') && (codes['0'] ?? 0) <= all * CLOSED_OF_ALL;
  const failures = (errors ?? []).filter(
    (error) => !expected.includes(error) && !(mayRepeat && closedWhileIdle.test(error)),
  );
  if (failures.length > 0)
    throw new Error(
      `Requests like ${targets[0]?.url} were answered, by status: ${JSON.stringify(codes)}; ` +
        failures.slice(0, 3).join('; '),
    );
  return { perSecond: throughput, p50: latencies['50th'], p99: latencies['99th'], max: latencies.max, refused };
}

/** A target in vegeta's JSON format: header values are lists, a body is Base64. */
function encode({ method, url, headers = {}, body }: Target) {
  const all = { ...headers, ...(body && { 'Content-Type': 'application/json' }) };
  return {
    method,
    url,
    header: Object.fromEntries(Object.entries(all).map(([name, value]) => [name, [value]])),
    ...(body && { body: Buffer.from(JSON.stringify(body)).toString('base64') }),
  };
}
