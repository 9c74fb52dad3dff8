import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import { vegetaProgram } from '../../scripts/components/load-tools.ts';

export type Target = { method: 'GET' | 'POST'; url: string; headers?: Record<string, string>; body?: object };

const nanoseconds = z.number().transform((value) => value / 1e6);
const Attacked = z.object({
  latencies: z.object({ '50th': nanoseconds, '99th': nanoseconds, max: nanoseconds }),
  throughput: z.number(),
  status_codes: z.record(z.string(), z.number()),
  errors: z.array(z.string()).nullable(),
});

/** How vegeta ends a list that it sends once. */
const listIsOver = 'no targets to attack';

type Attack = { targets: Target[]; folder: string; signal: AbortSignal };

/** Answers a second, and how long they took in milliseconds, counted from when each request was due. */
export type Answered = { perSecond: number; p50: number; p99: number; max: number };

/** Sends every target once, `atOnce` of them at a time, each as soon as the one before it is answered. */
export const sendAll = ({ atOnce, ...attack }: Attack & { atOnce: number }): Promise<Answered> =>
  run(attack, ['-lazy', '-rate', '0', '-workers', String(atOnce), '-max-workers', String(atOnce)]);

/** Sends the targets at a constant rate, over and over, whether or not the earlier ones have been answered. */
export const sendAtRate = ({
  perSecond,
  seconds,
  ...attack
}: Attack & { perSecond: number; seconds: number }): Promise<Answered> =>
  run(attack, ['-rate', `${perSecond}/1s`, '-duration', `${seconds}s`, '-workers', '64']);

/** A single answer that is no success makes the whole figure worthless, and throws. */
async function run({ targets, folder, signal }: Attack, how: string[]): Promise<Answered> {
  const vegeta = await vegetaProgram(() => undefined);
  const [list, results] = [join(folder, 'targets.jsonl'), join(folder, 'results.bin')];
  await writeFile(list, targets.map((target) => `${JSON.stringify(line(target))}\n`).join(''));
  const options = { stdin: 'ignore', cancelSignal: signal, timeout: 120_000 } as const;
  await execa(
    vegeta,
    ['attack', '-format', 'json', '-targets', list, '-output', results, '-timeout', '10s', '-max-body', '0', ...how],
    options,
  );
  const { stdout } = await execa(vegeta, ['report', '-type', 'json', results], options);
  const { latencies, throughput, status_codes: codes, errors } = Attacked.parse(JSON.parse(stdout));
  const refused = (errors ?? []).filter((error) => error !== listIsOver);
  if (refused.length > 0)
    throw new Error(
      `Requests like ${targets[0]?.url} were answered, by status: ${JSON.stringify(codes)}; ${refused.slice(0, 3).join('; ')}`,
    );
  return { perSecond: throughput, p50: latencies['50th'], p99: latencies['99th'], max: latencies.max };
}

/** vegeta's own form of a request: header values are lists, a body is Base64. */
function line({ method, url, headers = {}, body }: Target) {
  const all = { ...headers, ...(body && { 'Content-Type': 'application/json' }) };
  return {
    method,
    url,
    header: Object.fromEntries(Object.entries(all).map(([name, value]) => [name, [value]])),
    ...(body && { body: Buffer.from(JSON.stringify(body)).toString('base64') }),
  };
}
