import { randomUUID } from 'node:crypto';
import { setTimeout as pauseFor } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Buyer, type Answer } from '../harness.ts';
import { inTime, reserveWithRetry, withRetry } from './client-requests.ts';
import { useFaultStack } from './use-fault-stack.ts';

const { faultStack, drop } = await useFaultStack();
const LIMIT = 1;

describe('rate limits', () => {
  // Redis counts what it was sent as soon as it runs again, although nobody waits for the answers any more.
  it('F47 never answer 429 to a buyer who repeats as told while Redis answers too late', async () => {
    const limits = {
      RATE_LIMIT_JOIN: `${LIMIT}`,
      RATE_LIMIT_RESERVATIONS: `${LIMIT}`,
      RATE_LIMIT_CHECKOUT_SESSIONS: `${LIMIT}`,
      RATE_LIMIT_CHECKOUT_CONFIRM: `${LIMIT}`,
    };
    const added = await faultStack.addProcess('api', 'API with limits', { variables: limits });
    await added.process.start();
    const { eventId, tierIds } = await drop();
    const buyer = () => new Buyer(added.url, eventId, tierIds, `buyer-${randomUUID()}`);
    const [ada, eve] = [await buyer().enter(), await buyer().enter()];
    const held = await reserveWithRetry(() => ada.reserve(1), ada.mine);
    const session = await withRetry(() => ada.checkout(held.body.id));
    const attempts = [() => eve.reserve(1), () => ada.confirm(session.body.id), () => buyer().join()];

    faultStack.processes.redis.freeze();
    await Promise.all(attempts.map((ask) => repeatAsTold(ask, LIMIT + 2)));
    faultStack.processes.redis.thaw();
    // An earlier try of hers may turn out to have made the hold.
    expect([201, 409]).toContain((await untilServed(() => eve.reserve(1))).status);
    expect([200, 201]).toContain((await untilServed(() => ada.confirm(session.body.id))).status);
  }, 120_000);
});

/** Repeats a request while it is answered with 503, always after the seconds that the answer names. */
async function repeatAsTold(ask: () => Promise<Answer>, attempts: number): Promise<Answer> {
  let answer = await inTime(ask);
  for (let i = 1; i < attempts && answer.status === 503; i += 1) {
    await pauseFor(Number(answer.headers['retry-after']) * 1_000);
    answer = await inTime(ask);
  }
  expect(answer.status, JSON.stringify(answer.body)).not.toBe(429);
  return answer;
}

/** The same, until there is another answer. */
const untilServed = (ask: () => Promise<Answer>) => repeatAsTold(ask, 15);
