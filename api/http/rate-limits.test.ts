import { Hono } from 'hono';
import { expect, it } from 'vitest';
import type { Env } from './env.ts';
import { onError } from './problems.ts';
import { rateLimits, type Limit } from './rate-limits.ts';

/** An app with two limits, and what it sends to Redis. `answer` is what Redis says. */
function limitedApp(answer: () => Promise<number>) {
  const sent: { keys: string[]; args: number[] }[] = [];
  const forgotten: string[] = [];
  const limit = (name: string, perMinute: number): Limit => ({ name, perMinute, keyOf: (c) => c.req.query(name) });
  const rateLimit = rateLimits(
    { del: async (...keys: unknown[]) => forgotten.push(...(keys as string[])) },
    async (keys, args) => {
      sent.push({ keys, args });
      return answer();
    },
  );
  const app = new Hono<Env>().use(rateLimit(limit('address', 600), limit('off', 0), limit('buyer', 10)));
  app.onError(onError);
  app.get('/', (c) => c.text('let through', c.req.query('fails') ? 500 : 200));
  return { ask: async (query: string) => app.request(`/?${query}`), sent, forgotten };
}

it('asks all limits of a request in one round trip, without those that are off or have no key', async () => {
  const { ask, sent } = limitedApp(async () => 0);
  expect((await ask('address=a&off=o&buyer=b')).status).toBe(200);
  expect((await ask('address=a')).status).toBe(200);
  expect(sent).toEqual([
    { keys: ['td:limit:address:a', 'td:limit:buyer:b'], args: [1, 60, 600, 10] },
    { keys: ['td:limit:address:a'], args: [1, 60, 600] },
  ]);
});

it('F47 takes a request that failed because of us off every limit that counted it', async () => {
  const { ask, sent } = limitedApp(async () => 0);
  expect((await ask('address=a&buyer=b&fails=1')).status).toBe(500);
  expect(sent.at(-1)).toEqual({ keys: ['td:limit:address:a', 'td:limit:buyer:b'], args: [-1, 60] });
});

it('says when the limit begins anew', async () => {
  const { ask } = limitedApp(async () => 1_500);
  const answer = await ask('address=a');
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '2']);
});

it('F47 begins counts anew that a Redis without an answer has made uncertain', async () => {
  let isAway = true;
  const { ask, forgotten } = limitedApp(async () => (isAway ? Promise.reject(new Error('Command timed out')) : 0));
  expect((await ask('address=a&buyer=b')).status).toBe(503);
  expect(forgotten).toEqual([]);
  isAway = false;
  expect((await ask('address=a&buyer=c')).status).toBe(200);
  expect((await ask('address=a&buyer=b')).status).toBe(200);
  expect((await ask('address=a&buyer=b')).status).toBe(200);
  expect(forgotten).toEqual(['td:limit:address:a', 'td:limit:buyer:b']);
});

it('F47 begins them anew by itself too, because the next request may come to another process', async () => {
  let isAway = true;
  const { ask, forgotten } = limitedApp(async () => (isAway ? Promise.reject(new Error('Command timed out')) : 0));
  await ask('address=a&buyer=b');
  isAway = false;
  await expect.poll(() => forgotten.toSorted(), { timeout: 4_000 }).toEqual(['td:limit:address:a', 'td:limit:buyer:b']);
});
