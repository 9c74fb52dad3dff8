import { describe, expect, it } from 'vitest';
import { stack } from '../../harness.ts';

const { db, drop } = stack();

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
