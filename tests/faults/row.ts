import { setTimeout as pauseFor } from 'node:timers/promises';
import { afterEach, expect } from 'vitest';
import { violations } from '../../activities/reconciler/invariants.ts';
import { describeViolation } from '../../tools/crowd/checks.ts';
import { stack, type Answer } from '../harness.ts';
import { theArena } from './arena.ts';

/** What the tests of one family of faults work with. After each of them everything is healed, and every promise is looked at. */
export async function row() {
  const arena = await theArena();
  const tools = stack(arena.stack);
  afterEach(async () => {
    await arena.heal();
    expect((await violations(tools.db, { doubtSeconds: 60 })).map(describeViolation)).toEqual([]);
  }, 90_000);
  return { arena, ...tools };
}

/** What every answer is due within, whatever is broken, and a little for a busy machine. */
const DUE_MS = 5_500;

/** Asks once; the answer, or a broken line, has to come in time. */
export async function inTime(ask: () => Promise<Answer>): Promise<Answer> {
  const since = performance.now();
  const answer = await ask();
  expect(performance.now() - since).toBeLessThan(DUE_MS);
  return answer;
}

/** A 503 as it should be: in time, with when to come back, and without a word of our inside. */
export async function expectAway(ask: () => Promise<Answer>): Promise<void> {
  const answer = await inTime(ask);
  expect(answer.status, JSON.stringify(answer.body)).toBe(503);
  expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  expect(answer.body).toMatchObject({ title: expect.any(String), status: 503, error: 'temporarily_unavailable' });
  expect(JSON.stringify(answer.body)).not.toMatch(/\bat .*\.ts|SELECT |prisma|ECONN|grpc/i);
}

/** Asks as a client does: again after a broken line, and again as often as a 503 or 429 says to come back, for as long as a buyer has patience. */
export async function insist(ask: () => Promise<Answer>, patienceMs = 40_000): Promise<Answer> {
  const until = Date.now() + patienceMs;
  for (;;) {
    const answer = await ask().catch((broken: unknown) => broken);
    const passing = answer instanceof Error || (answer as Answer).status === 503 || (answer as Answer).status === 429;
    if (!passing) return answer as Answer;
    if (Date.now() > until)
      throw new Error(
        `no answer in ${patienceMs} ms, the last was ${answer instanceof Error ? answer.message : JSON.stringify((answer as Answer).body)}`,
      );
    await pauseFor(500);
  }
}

/** Reserves until it is decided. A hold of the buyer's own that is found means that an earlier request got through. */
export async function insistOnHold(
  reserve: () => Promise<Answer>,
  mine: () => Promise<Answer>,
  patienceMs = 40_000,
): Promise<Answer> {
  const answer = await insist(reserve, patienceMs);
  return answer.status === 409 && answer.body.reservation_id ? insist(mine) : answer;
}

export const times = <Value>(count: number, make: (index: number) => Value): Value[] =>
  Array.from({ length: count }, (_, index) => make(index));
