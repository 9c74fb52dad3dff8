import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endPayment } from '../../../activities/payments/settling.ts';
import { connectSystem, type System } from '../../../tools/doctor/system.ts';
import { workflowIds } from '../../../workflows/messages.ts';
import { eventually, stack, type DropPlan } from '../../harness.ts';

const { db, drop, environment } = stack();

let system: System;
beforeAll(async () => {
  system = await connectSystem(environment);
});
afterAll(() => system.close());

/** A hold that expired in its checkout, and money for it that came by other hands. */
async function paidTooLate(plan: DropPlan = {}, amount_cents = 5_000) {
  const event = await drop({ capacity: 2, reservation_ttl_seconds: 1, ...plan });
  const ada = await event.buyer().enter();
  const held = await ada.reserve(2);
  await ada.checkout(held.body.id);
  await eventually(event.tiers, ([tier]) => tier!.held === 0);
  const key = workflowIds.reservation(held.body.id);
  await db.payment.create({ data: { key, reservation_id: held.body.id, amount_cents, currency: 'USD' } });
  await db.simulatedCharge.create({ data: { idempotency_key: key, amount_cents, status: 'captured' } });
  const settle = () =>
    endPayment(system.ports.payments, system.ports.purchases, { key, reservationId: held.body.id as string });
  const books = async () => [
    (await db.payment.findUniqueOrThrow({ where: { key } })).state,
    (await db.simulatedCharge.findUniqueOrThrow({ where: { idempotency_key: key } })).status,
  ];
  return { ...event, ada, settle, books };
}

describe('money that comes too late', () => {
  it('buys the tickets after all where there are any', async () => {
    const { ada, settle, books, tiers, orders } = await paidTooLate();
    expect([await settle(), await settle()]).toEqual(['bought', 'bought']);
    expect(await orders()).toMatchObject([{ buyer_id: ada.id, quantity: 2, total_price_cents: 5_000 }]);
    expect(await tiers()).toMatchObject([{ held: 0, sold: 2 }]);
    expect(await books()).toEqual(['captured', 'captured']);
    expect((await ada.ask('/me/tickets')).body.count).toBe(2);
  });

  it('goes back where the tickets are sold, or the buyer holds others', async () => {
    const sold = await paidTooLate({ reservation_ttl_seconds: 2 });
    await sold
      .buyer()
      .enter()
      .then((eve) => eve.buy(1));
    expect(await sold.settle()).toBe('nothing');
    expect(await sold.books()).toEqual(['refunded', 'refunded']);
    expect(await sold.tiers()).toMatchObject([{ held: 0, sold: 1 }]);

    const busy = await paidTooLate({ capacity: 5, reservation_ttl_seconds: 2 });
    await busy.ada.reserve(1);
    expect(await busy.settle()).toBe('nothing');
    expect(await busy.books()).toEqual(['refunded', 'refunded']);
  });

  it('goes back where it is another amount than was owed', async () => {
    const { settle, books, orders } = await paidTooLate({}, 4_999);
    expect(await settle()).toBe('nothing');
    expect(await books()).toEqual(['refunded', 'refunded']);
    expect(await orders()).toEqual([]);
  });
});
