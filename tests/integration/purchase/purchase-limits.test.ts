import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { stack } from '../../harness.ts';

const { call, db, drop } = stack();

describe('purchase limits', () => {
  it('counts bought and held tickets, and reports both in the refusal', async () => {
    const { buyer } = await drop({ capacity: 20 });
    const ada = await buyer().enter();
    expect((await ada.buy(4)).status).toBe(201);
    expect(await ada.reserve(3)).toMatchObject({
      status: 403,
      body: { error: 'purchase_limit_exceeded', limit: 6, alreadyPurchased: 4, activeHolds: 0, requested: 3 },
    });
    expect((await ada.buy(2)).status).toBe(201);
    expect((await ada.reserve(1)).status).toBe(403);
  });

  it('is checked before the active hold and before the stock', async () => {
    const { buyer } = await drop({ tiers: [{ capacity: 5 }, { capacity: 1 }], purchase_limit: 4 });
    const ada = await buyer().enter();
    expect((await ada.reserve(3)).status).toBe(201);
    expect(await ada.reserve(2)).toMatchObject({
      status: 403,
      body: { error: 'purchase_limit_exceeded', limit: 4, activeHolds: 3, requested: 2 },
    });
    expect((await ada.reserve(1)).status).toBe(409);
  });

  it('holds across two tiers that are reserved at the same moment', async () => {
    const { eventId, buyer } = await drop({ tiers: [{ capacity: 50 }, { capacity: 50 }], purchase_limit: 4 });
    for (let round = 0; round < 3; round += 1) {
      const ada = await buyer().enter();
      const answers = await Promise.all([ada.reserve(3, 0), ada.reserve(3, 1)]);
      expect(answers.map(({ status }) => status).filter((status) => status === 201)).toHaveLength(1);
      const counter = await db.buyerCounter.findUniqueOrThrow({
        where: { event_id_buyer_id: { event_id: eventId, buyer_id: ada.id } },
      });
      expect(counter).toMatchObject({ held: 3, bought: 0 });
    }
  });

  it('counts down when a hold is given back', async () => {
    const { buyer } = await drop({ purchase_limit: 2 });
    const ada = await buyer().enter();
    const held = await ada.reserve(2);
    await ada.giveBack(held.body.id);
    expect((await ada.buy(2)).status).toBe(201);
  });

  it('hold over all purchases of a tier, also where the event allows more', async () => {
    const { eventId, buyer, tierIds } = await drop({
      tiers: [
        { capacity: 20, per_user_limit: 3 },
        { capacity: 20, per_user_limit: 6 },
      ],
    });
    const ada = await buyer().enter();
    expect((await ada.buy(2)).status).toBe(201);
    const refusal = {
      status: 403,
      body: {
        error: 'purchase_limit_exceeded',
        tier_id: tierIds[0],
        limit: 3,
        alreadyPurchased: 2,
        activeHolds: 0,
        requested: 2,
      },
    };
    expect(await ada.reserve(2)).toMatchObject(refusal);
    expect(await ada.ask(`/events/${eventId}/allowance`)).toMatchObject({
      status: 200,
      body: {
        purchase_limit: 6,
        bought: 2,
        held: 0,
        tiers: [
          { limit: 3, bought: 2, left: 1 },
          { limit: 6, left: 4 },
        ],
      },
    });
    expect((await ada.buy(1)).status).toBe(201);
    expect((await ada.reserve(1)).status).toBe(403);
    expect((await ada.reserve(3, 1)).status).toBe(201);
    const left = (await ada.ask(`/events/${eventId}/allowance`)).body.tiers.map((tier: { left: number }) => tier.left);
    expect(left).toEqual([0, 0]);
  });

  it('are decided in the transaction that holds, not by what was read before it', async () => {
    const { eventId, tierIds, buyer } = await drop({ tiers: [{ capacity: 20, per_user_limit: 2 }] });
    const ada = await buyer().enter();
    await ada.buy(2);
    const hold = () => db.$queryRaw<[{ answer: object }]>`
      SELECT hold_tickets(${randomUUID()}::uuid, ${eventId}::uuid, ${tierIds[0]}::uuid, ${ada.id}, ${ada.token}::uuid,
        1, 6, 180) AS answer`;
    const answers = await Promise.all([hold(), hold(), hold()]);
    for (const [{ answer }] of answers)
      expect(answer).toEqual({
        outcome: 'tier_limit',
        tierId: tierIds[0],
        limit: 2,
        alreadyPurchased: 2,
        activeHolds: 0,
      });
  });

  it('are shown as what one buyer can have, never more than the event allows', async () => {
    const { eventId } = await drop({ tiers: [{ capacity: 20, per_user_limit: 10 }], purchase_limit: 4 });
    expect((await call(`/events/${eventId}`)).body.tiers).toMatchObject([{ per_user_limit: 4 }]);
    expect((await call(`/events/${eventId}/availability`)).body.availability).toMatchObject([{ per_user_limit: 4 }]);
  });

  it('cannot be exceeded by writing to the database either', async () => {
    const { eventId, buyer } = await drop({ purchase_limit: 2 });
    const ada = await buyer().enter();
    await ada.reserve(2);
    await expect(
      db.buyerCounter.updateMany({ where: { event_id: eventId, buyer_id: ada.id }, data: { held: 3 } }),
    ).rejects.toThrow();
    await expect(
      db.$executeRaw`UPDATE tiers SET held = capacity + 1 WHERE event_id = ${eventId}::uuid`,
    ).rejects.toThrow();
  });
});
