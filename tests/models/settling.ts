import assert from 'node:assert/strict';
import { violations } from '../../activities/reconciler/invariants.ts';
import { redisStockGate } from '../../activities/purchase/stock-gate.ts';
import type { ReservationWorkflow } from '../../workflows/messages.ts';
import { ageClaims } from './gate-laws.ts';
import { answersOf } from './purchase-deeds.ts';
import { chargeKey, type World } from './world.ts';

/** Every purchase comes to its end; then the weather is fine, half a minute passes, and the reconciler goes by. */
export async function settle(world: World): Promise<void> {
  world.weather.change(0);
  world.provider.goes('up');
  await answersOf(world);
  for (const purchase of world.purchases.filter(({ run }) => !run.over)) {
    await world.passDeadline(purchase, 0.01);
    await purchase.run.deadlinePasses();
  }
  for (const purchase of world.purchases) {
    const { state } = (await purchase.run.result) as Awaited<ReturnType<ReservationWorkflow>>;
    const status = world.books.holds.get(purchase.id)?.status ?? 'none';
    // What the reconciler ended, the purchase found ended when it could go on.
    const ends = !purchase.swept
      ? {
          converted: ['converted'],
          expired: ['expired'],
          canceled: ['canceled'],
          declined: ['canceled'],
          refused: ['none', 'canceled'],
        }[state as 'refused']
      : undefined;
    if (ends) assert.ok(ends.includes(status), `the purchase is ${state}, its reservation ${status}`);
    assert.notEqual(status, 'active');
  }
  await ageClaims(world.stores, world.eventId, 31);
  world.gate.young = false;
  await world.steps.repairGate();
  assert.equal(world.wrong, undefined);
}

/** What Postgres, Redis and the provider have at the end, and what the twins say they should. */
export async function compare({
  stores: { db, redis },
  eventId,
  tierIds,
  books,
  bank,
  purchases,
  people,
}: World): Promise<void> {
  const [tiers, reservations, orders, tickets, counters] = await Promise.all([
    db.tier.findMany({ where: { event_id: eventId } }),
    db.reservation.findMany({ where: { event_id: eventId } }),
    db.order.findMany({ where: { event_id: eventId } }),
    db.ticket.count({ where: { event_id: eventId } }),
    db.buyerCounter.findMany({ where: { event_id: eventId } }),
  ]);
  assert.deepEqual(await violations(db, { eventId, doubtSeconds: 0, overdueSeconds: 0 }), []);
  const free = await redisStockGate(redis).available(eventId);
  for (const id of tierIds) {
    const { held, sold } = tiers.find((tier) => tier.id === id)!;
    assert.deepEqual(
      { held, sold, free: free[id] },
      { held: books.held(id), sold: books.sold(id), free: books.free(id) },
    );
  }
  assert.deepEqual(
    Object.fromEntries(reservations.map(({ id, status }) => [id, status])),
    Object.fromEntries([...books.holds].map(([id, { status }]) => [id, status])),
  );
  assert.deepEqual(orders.map((order) => order.reservation_id).toSorted(), [...books.orders.keys()].toSorted());
  assert.equal(
    tickets,
    [...books.orders.values()].reduce((total, { quantity }) => total + quantity, 0),
  );
  for (const { id } of people) {
    const { held = 0, bought = 0 } = counters.find((counter) => counter.buyer_id === id) ?? {};
    assert.deepEqual({ held, bought }, { held: 0, bought: books.boughtBy(id) });
  }
  const charges = await db.simulatedCharge.findMany({ where: { idempotency_key: { in: purchases.map(chargeKey) } } });
  assert.deepEqual(
    Object.fromEntries(charges.map((charge) => [charge.idempotency_key, charge.status])),
    Object.fromEntries([...bank.charges].map(([key, { status }]) => [key, status])),
  );
  const captured = charges.filter(({ status }) => status === 'captured').map(({ idempotency_key: key }) => key);
  assert.deepEqual(
    captured.toSorted(),
    purchases
      .filter(({ id }) => books.orders.has(id))
      .map(chargeKey)
      .toSorted(),
  );
}
