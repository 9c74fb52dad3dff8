import { setTimeout as pauseFor } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Answer } from '../harness.ts';

/** Every answer is due within 5 s, whatever fails; half a second more is for a busy machine. */
const DUE_MS = 5_500;

/** Makes one request and expects the answer in time. */
export async function inTime(ask: () => Promise<Answer>): Promise<Answer> {
  const since = performance.now();
  const answer = await ask();
  expect(performance.now() - since).toBeLessThan(DUE_MS);
  return answer;
}

/** Expects a correct 503: in time, with Retry-After, and without internal details. */
export async function expectUnavailable(ask: () => Promise<Answer>): Promise<void> {
  const answer = await inTime(ask);
  expect(answer.status, JSON.stringify(answer.body)).toBe(503);
  expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  expect(answer.body).toMatchObject({ title: expect.any(String), status: 503, error: 'temporarily_unavailable' });
  expect(JSON.stringify(answer.body)).not.toMatch(/\bat .*\.ts|SELECT |prisma|ECONN|grpc/i);
}

/** Retries as a client does, after a broken connection and after a 503 or 429, until there is another answer. */
export async function withRetry(ask: () => Promise<Answer>, timeoutMs = 40_000): Promise<Answer> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask().catch((broken: unknown) => broken);
    const retryable = answer instanceof Error || [503, 429].includes((answer as Answer).status);
    if (!retryable) return answer as Answer;
    if (Date.now() > deadline) {
      const last = answer instanceof Error ? answer.message : JSON.stringify((answer as Answer).body);
      throw new Error(`no answer in ${timeoutMs} ms, the last was ${last}`);
    }
    await pauseFor(500);
  }
}

/** Reserves with retries. @returns the buyer's hold when an earlier attempt turns out to have made it. */
export async function reserveWithRetry(
  reserve: () => Promise<Answer>,
  mine: () => Promise<Answer>,
  timeoutMs = 40_000,
): Promise<Answer> {
  const answer = await withRetry(reserve, timeoutMs);
  return answer.status === 409 && answer.body.reservation_id ? withRetry(mine) : answer;
}

export const times = <Value>(count: number, make: (index: number) => Value): Value[] =>
  Array.from({ length: count }, (_, index) => make(index));
