import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { eventually, stack } from '../../harness.ts';

const { admin, call, db, drop, reconcile, redis } = stack();
const change = (tierId: string, body: object) => admin(`/admin/tiers/${tierId}`, { method: 'PATCH', body });

describe('a tier', () => {
  it('changes for later buyers; a buyer who holds tickets pays the old price', async () => {
    const { eventId, tierIds, buyer } = await drop({ capacity: 10 });
    const [ada, eve] = [await buyer().enter(), await buyer().enter()];
    const held = await ada.reserve(2);
    expect(await change(tierIds[0]!, { name: 'Balcony', price_cents: 9_900, per_user_limit: 3 })).toMatchObject({
      status: 200,
      body: {
        id: tierIds[0],
        event_id: eventId,
        name: 'Balcony',
        price_cents: 9_900,
        capacity: 10,
        per_user_limit: 3,
        held: 2,
        sold: 0,
      },
    });
    expect((await ada.checkout(held.body.id)).body.reservation).toMatchObject({
      tier_name: 'Balcony',
      total_price_cents: 5_000,
    });
    expect(await eve.reserve(4)).toMatchObject({ status: 400, body: { max_allowed: 3 } });
    expect((await eve.buy(1)).body.order).toMatchObject({ total_price_cents: 9_900 });
    expect((await admin(`/admin/tiers?event_id=${eventId}`)).body).toMatchObject([
      { name: 'Balcony', held: 2, sold: 1 },
    ]);
  });

  it('cannot have a capacity below what is held and sold, which Postgres decides', async () => {
    const { tierIds, tiers, buyer } = await drop({ capacity: 10 });
    await (await buyer().enter()).buy(3);
    await (await buyer().enter()).reserve(2);
    expect(await change(tierIds[0]!, { capacity: 4 })).toMatchObject({
      status: 409,
      body: { error: 'Capacity is below what is held and sold', held: 2, sold: 3, fields: ['capacity'] },
    });
    expect(await tiers()).toMatchObject([{ capacity: 10 }]);
    expect((await change(tierIds[0]!, { capacity: 5 })).status).toBe(200);
    expect((await (await buyer().enter()).reserve(1)).status).toBe(409);
  });

  it('is refused a taken name and invalid values, and an unknown tier cannot be changed', async () => {
    const { eventId, tierIds } = await drop({
      status: 'draft',
      tiers: [
        { name: 'Stalls', capacity: 1 },
        { name: 'Balcony', capacity: 1 },
      ],
    });
    expect(await change(tierIds[0]!, { name: 'Balcony' })).toMatchObject({
      status: 400,
      body: { error: 'A tier of this name exists', fields: ['name'] },
    });
    for (const body of [{ capacity: -1 }, { price_cents: 1.5 }, { name: ' ' }, { event_id: eventId }, { held: 0 }])
      expect((await change(tierIds[0]!, body)).status, JSON.stringify(body)).toBe(400);
    expect((await change(randomUUID(), { capacity: 1 })).status).toBe(404);
    expect((await admin('/admin/tiers?event_id=none')).body).toEqual([]);
  });

  it('sells added capacity at once, also while all earlier tickets are held', async () => {
    const { tierIds, buyer } = await drop({ capacity: 2 });
    const [ada, eve] = [await buyer().enter(), await buyer().enter()];
    await ada.reserve(2);
    expect(await eve.reserve(3)).toMatchObject({ status: 409, body: { available: 0 } });
    await change(tierIds[0]!, { capacity: 5 });
    expect((await eve.reserve(3)).status).toBe(201);
  });

  it('is never oversold when it shrinks under load, and Redis ends with the stock of Postgres', async () => {
    const { tierIds, tiers, gateStock, buyer } = await drop({ capacity: 40 });
    const crowd = await Promise.all(Array.from({ length: 30 }, () => buyer().enter()));
    const [answers, shrunk] = await Promise.all([
      Promise.all(crowd.map((one) => one.reserve(1))),
      change(tierIds[0]!, { capacity: 8 }),
    ]);
    const held = answers.filter(({ status }) => status === 201).length;
    expect(
      answers.every(({ status }) => [201, 409, 503].includes(status)),
      JSON.stringify(answers.map(({ status }) => status)),
    ).toBe(true);
    const [tier] = await tiers();
    expect(tier).toMatchObject({ held, capacity: shrunk.status === 200 ? 8 : 40 });
    expect([200, 409]).toContain(shrunk.status);
    await eventually(gateStock, (stock) => Number(stock[tierIds[0]!]) === tier!.capacity - held);
  });
});

describe('the reconciler', () => {
  it('corrects an outdated capacity in Redis, also while tickets are being claimed', async () => {
    const { eventId, tierIds, gateStock } = await drop({ capacity: 5 });
    await db.tier.update({ where: { id: tierIds[0]! }, data: { capacity: 9 } });
    // A claim of this second without a hold in Postgres is a reserve under way: while it is there the stock stays.
    await redis.hset(
      `td:{${eventId}}:claims`,
      randomUUID(),
      `${tierIds[0]}:1:${Math.floor(Date.now() / 1_000)}:somebody`,
    );
    await reconcile();
    expect(await gateStock()).toMatchObject({ [tierIds[0]!]: '9' });
    await eventually(
      () => call(`/events/${eventId}/availability`),
      ({ body }) => body.availability[0].capacity === 9,
    );
  });
});
