import { Hono } from 'hono';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Env } from './env.ts';
import { onError, unavailable } from './problems.ts';
import { timeLimit } from './time-limit.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** An app whose route answers after so many milliseconds, and never answers later than after a second. */
function limited() {
  const app = new Hono<Env>().use(timeLimit(1_000, () => unavailable('late')));
  app.onError(onError);
  app.get('/:ms', async (c) => {
    await new Promise((resolve) => setTimeout(resolve, Number(c.req.param('ms'))));
    return c.text('in time');
  });
  return async (ms: number) => (await app.request(`/${ms}`)).status;
}

it('refuses each request that takes too long, and no other, in the tenth of a second after its time', async () => {
  const ask = limited();
  const answers = new Map<string, Promise<number>>();
  const settled = new Map<string, { status: number; at: number }>();
  const since = performance.now();
  for (const [name, ms] of [
    ['quick', 10],
    ['slow', 5_000],
    ['just in time', 990],
    ['slow too', 3_000],
  ] as const) {
    const answer = ask(ms);
    answers.set(name, answer);
    void answer.then((status) => settled.set(name, { status, at: performance.now() - since }));
  }
  await vi.advanceTimersByTimeAsync(6_000);
  expect([...answers.keys()].map((name) => settled.get(name)?.status)).toEqual([200, 503, 200, 503]);
  for (const name of ['slow', 'slow too']) {
    expect(settled.get(name)?.at).toBeGreaterThanOrEqual(1_000);
    expect(settled.get(name)?.at).toBeLessThanOrEqual(1_100);
  }
});

it('keeps one timer for a crowd, and none when nobody waits', async () => {
  const ask = limited();
  const crowd = Array.from({ length: 50 }, () => ask(200));
  await vi.advanceTimersByTimeAsync(0);
  expect(vi.getTimerCount()).toBe(50 + 1);
  await vi.advanceTimersByTimeAsync(400);
  expect(await Promise.all(crowd)).toEqual(Array.from({ length: 50 }, () => 200));
  expect(vi.getTimerCount()).toBe(0);
});
