import { randomUUID } from 'node:crypto';
import { setTimeout as pauseFor } from 'node:timers/promises';
import pMap from 'p-map';
import { expect, it } from 'vitest';
import { redisTurnMemory } from '../../../activities/purchase/turn-memory.ts';
import { stack, type Answer, type Buyer } from '../../harness.ts';

const { drop, redis } = stack();
const CROWD = 256;
/** The longest time that anybody is told; on a slow machine a turn may be later than that. */
const MOST_SECONDS = 30;
const GIVE_UP_MS = 150_000;

/** Reserves, and comes back exactly when told, until there is another answer than 503. */
async function visit(buyer: Buyer): Promise<Answer[]> {
  const deadline = Date.now() + GIVE_UP_MS;
  const answers: Answer[] = [];
  for (;;) {
    const answer = await buyer.reserve(1);
    answers.push(answer);
    if (answer.status !== 503 || Date.now() > deadline) return answers;
    await pauseFor(Number(answer.headers['retry-after']) * 1_000);
  }
}

const isHeld = ({ status, body }: Answer) => status === 201 || (status === 409 && body.reservation_id !== undefined);
/** Refused because others were before them, and not because the machine was too busy to get to them at all. */
const isTurnLater = ({ status, body }: Answer) => status === 503 && String(body.detail).includes('Your turn is kept');

it(`holds for each of ${CROWD} who reserve at once, at once or when they were told to come back`, async () => {
  const { buyer, tiers } = await drop({ capacity: CROWD, reservation_ttl_seconds: 600 });
  const buyers = await pMap(
    Array.from({ length: CROWD }, () => buyer()),
    (one) => one.enter(),
    { concurrency: 40 },
  );
  const visits = await Promise.all(buyers.map(visit));
  expect(visits.map((answers) => answers.at(-1)!).filter((answer) => !isHeld(answer))).toEqual([]);
  expect((await tiers())[0]!.held).toBe(CROWD);

  const returns = visits.flatMap((answers) =>
    answers.slice(0, -1).flatMap((told, i) => {
      const seconds = Number(told.headers['retry-after']);
      expect(seconds).toBeGreaterThanOrEqual(1);
      expect(seconds).toBeLessThanOrEqual(MOST_SECONDS);
      return isTurnLater(told) && seconds < MOST_SECONDS ? [answers[i + 1]!] : [];
    }),
  );
  // A busy machine may become slower after somebody was told; most have to find it as it was.
  expect(returns.filter(isHeld).length).toBeGreaterThanOrEqual(0.7 * returns.length);
}, 300_000);

it('tells one process since when somebody has asked another one, once and for a limited time', async () => {
  const [one, other] = [redisTurnMemory(redis), redisTurnMemory(redis)];
  const key = `${randomUUID()} ada`;
  await one.keep(key, 1_234, 60_000);
  expect(await redis.pttl(`td:turn:${key}`)).toBeGreaterThan(0);
  expect([await other.take(key), await one.take(key)]).toEqual([1_234, undefined]);
});
