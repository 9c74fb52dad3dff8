import { setTimeout as pauseFor } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import pMap from 'p-map';
import { eventually, stack, type Buyer } from '../../harness.ts';

const { drop, reconcile, redis } = stack();

describe('overselling', () => {
  it('holds exactly a hundred tickets when five hundred buyers reserve one each at the same moment', async () => {
    const { buyer, tiers, tierIds, gateStock } = await drop({ capacity: 100 });
    const buyers = await pMap(
      Array.from({ length: 500 }, () => buyer()),
      (one) => one.enter(),
      { concurrency: 50 },
    );
    const free = async () => Number((await gateStock())[tierIds[0]!]);
    let trying = buyers;
    let held = 0;
    const refused: Buyer[] = [];
    while (held < 100) {
      const decisions = await Promise.all(trying.map((one) => reserveUntilDecided(one, 1)));
      held += decisions.filter((one) => one === 'held').length;
      refused.push(...trying.filter((_, i) => decisions[i] === 'refused'));
      if (held >= 100) break;
      // On a busy machine some requests time out; their tickets are free again within seconds and go to the next buyer.
      await eventually(free, (count) => count > 0, 120_000);
      trying = refused.splice(0, 100 - held);
    }
    expect({ held, refused: refused.length }).toEqual({ held: 100, refused: 400 });
    expect(await tiers()).toMatchObject([{ held: 100, sold: 0 }]);
    await eventually(gateStock, (stock) => stock[tierIds[0]!] === '0');
  }, 300_000);

  it('never holds more than the capacity when every buyer wants three', async () => {
    const { buyer, tiers } = await drop({ capacity: 20 });
    const buyers = await pMap(
      Array.from({ length: 30 }, () => buyer()),
      (one) => one.enter(),
      { concurrency: 30 },
    );
    const answers = await Promise.all(buyers.map((one) => reserveUntilDecided(one, 3)));
    expect(countDecisions(answers)).toEqual({ held: 6, refused: 24 });
    expect(await tiers()).toMatchObject([{ held: 18, sold: 0 }]);
  }, 60_000);

  it('lets Postgres refuse when Redis counts tickets that are gone', async () => {
    const { eventId, buyer, tiers, tierIds } = await drop({ capacity: 1 });
    const [ada, eve] = [await buyer().enter(), await buyer().enter()];
    expect((await ada.reserve(1)).status).toBe(201);
    await redis.hset(`td:{${eventId}}:stock`, tierIds[0]!, 5);
    expect(await eve.reserve(1)).toMatchObject({
      status: 409,
      body: { error: 'Not enough tickets available', available: 0 },
    });
    expect(await tiers()).toMatchObject([{ held: 1 }]);
  });

  it('answers 503, not sold out, when Redis has lost the stock, and sells again once it is rebuilt', async () => {
    const { eventId, buyer } = await drop({ capacity: 3 });
    const ada = await buyer().enter();
    await redis.del(`td:{${eventId}}:stock`);
    const refused = await ada.reserve(1);
    expect(refused.status).toBe(503);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    await reconcile();
    expect((await ada.reserve(1)).status).toBe(201);
  });
});

type Decision = 'held' | 'refused';

/**
 * Reserves as a client does: retries after a 503 or 429. A refusal because of an own hold then means that an earlier
 * request got through.
 */
async function reserveUntilDecided(buyer: Buyer, quantity: number): Promise<Decision> {
  let answer = await buyer.reserve(quantity);
  while (answer.status === 503 || answer.status === 429) {
    await pauseFor(Number(answer.headers['retry-after']) * 1_000);
    answer = await buyer.reserve(quantity);
  }
  if (answer.status === 201 || answer.body.reservation_id) return 'held';
  expect(answer).toMatchObject({ status: 409, body: { error: 'Not enough tickets available', requested: quantity } });
  return 'refused';
}

const countDecisions = (decisions: Decision[]) => ({
  held: decisions.filter((one) => one === 'held').length,
  refused: decisions.filter((one) => one === 'refused').length,
});
