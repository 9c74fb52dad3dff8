import assert from 'node:assert/strict';
import { violations } from '../../activities/reconciler/invariants.ts';
import { redisStockGate } from '../../activities/purchase/stock-gate.ts';
import type { ReservationWorkflow } from '../../workflows/messages.ts';
import { pendingPayments } from './purchase-actions.ts';
import type { Simulation } from './simulation.ts';
import { ageClaims } from './stock-gate-specifications.ts';

/** Ends every purchase without faults, lets half a minute pass for the claims, and runs the reconciler's repair. */
export async function settle(simulation: Simulation): Promise<void> {
  const { faults, models, provider, purchases } = simulation;
  faults.reseed(0);
  provider.setState('up');
  await pendingPayments(simulation);
  for (const purchase of purchases.filter(({ run }) => !run.ended)) {
    await simulation.passDeadline(purchase, 0.01);
    await purchase.run.endTimers();
  }
  for (const purchase of purchases) {
    const { state } = (await purchase.run.result) as Awaited<ReturnType<ReservationWorkflow>>;
    const status = models.purchases.holds.get(purchase.id)?.status ?? 'none';
    // A purchase whose hold the reconciler ended may end in another state than its reservation.
    const expected = !purchase.sweptByReconciler
      ? {
          converted: ['converted'],
          expired: ['expired'],
          canceled: ['canceled'],
          declined: ['canceled'],
          refused: ['none', 'canceled'],
        }[state as 'refused']
      : undefined;
    if (expected) assert.ok(expected.includes(status), `the purchase is ${state}, its reservation ${status}`);
    assert.notEqual(status, 'active');
  }
  await ageClaims(simulation.stores, simulation.eventId, 31);
  models.stockGate.claimsAreRecent = false;
  await simulation.reconcile('repairGate');
  assert.equal(simulation.mismatch, undefined);
}

/** Compares what Postgres, Redis and the provider have at the end with the models. */
export async function assertFinalState({
  stores: { db, redis },
  eventId,
  tierIds,
  models,
  purchases,
  buyers,
  providerBooks,
}: Simulation): Promise<void> {
  const [tiers, reservations, orders, tickets, counters] = await Promise.all([
    db.tier.findMany({ where: { event_id: eventId } }),
    db.reservation.findMany({ where: { event_id: eventId } }),
    db.order.findMany({ where: { event_id: eventId } }),
    db.ticket.count({ where: { event_id: eventId } }),
    db.buyerCounter.findMany({ where: { event_id: eventId } }),
  ]);
  assert.deepEqual(await violations(db, { eventId, doubtSeconds: 0, overdueSeconds: 0 }), []);
  const expected = models.purchases;
  const free = await redisStockGate(redis).available(eventId);
  for (const id of tierIds) {
    const { held, sold } = tiers.find((tier) => tier.id === id)!;
    assert.deepEqual(
      { held, sold, free: free[id] },
      { held: expected.held(id), sold: expected.sold(id), free: expected.free(id) },
    );
  }
  assert.deepEqual(
    Object.fromEntries(reservations.map(({ id, status }) => [id, status])),
    Object.fromEntries([...expected.holds].map(([id, { status }]) => [id, status])),
  );
  assert.deepEqual(orders.map((order) => order.reservation_id).toSorted(), [...expected.orders.keys()].toSorted());
  assert.equal(
    tickets,
    [...expected.orders.values()].reduce((total, { quantity }) => total + quantity, 0),
  );
  for (const { id } of buyers) {
    const { held = 0, bought = 0 } = counters.find((counter) => counter.buyer_id === id) ?? {};
    assert.deepEqual({ held, bought }, { held: 0, bought: expected.boughtBy(id) });
  }
  const [charges, payments] = await Promise.all([
    providerBooks([...models.payments.charges.keys()]),
    db.payment.findMany({ where: { reservation_id: { in: purchases.map(({ id }) => id) } } }),
  ]);
  // What was declined, released or never asked for costs the same: nothing.
  const costing = (books: { key: string; status: string }[]) =>
    Object.fromEntries(
      books
        .filter(({ status }) => status !== 'declined' && status !== 'voided')
        .map(({ key, status }) => [key, status]),
    );
  assert.deepEqual(
    costing(charges),
    costing([...models.payments.charges].map(([key, { status }]) => ({ key, status }))),
  );
  assert.deepEqual(
    Object.fromEntries(payments.map(({ key, state }) => [key, state])),
    Object.fromEntries([...expected.payments].map(([key, { state }]) => [key, state])),
  );
  assert.equal(
    charges.find(({ status }) => status === 'authorised'),
    undefined,
    'money is left set aside',
  );
  const captured = charges.filter(({ status }) => status === 'captured').map(({ key }) => key);
  assert.deepEqual(
    new Set(captured.map((key) => expected.payments.get(key)?.reservationId)),
    new Set(expected.orders.keys()),
  );
}
