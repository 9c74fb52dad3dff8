import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { violations } from '../../../activities/reconciler/invariants.ts';
import { workflowIds } from '../../../workflows/messages.ts';
import { eventually, stack, type Drop } from '../../harness.ts';

const { admin, db, drop, reconcile, temporal } = stack();
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

const patch = async (eventId: string, body: object) => {
  const changed = await admin(`/admin/events/${eventId}`, { method: 'PATCH', body });
  expect(changed.status, JSON.stringify(changed.body)).toBe(200);
};
const chargesOf = (reservationId: string) =>
  db.simulatedCharge.findMany({ where: { idempotency_key: workflowIds.reservation(reservationId) } });

/** Somebody who holds two tickets, with a checkout session that is open. */
async function buyerInCheckout({ buyer }: Drop) {
  const ada = await buyer().enter();
  const held = await ada.reserve(2);
  const session = await ada.checkout(held.body.id);
  expect(session.status).toBe(201);
  return { ada, reservationId: held.body.id as string, sessionId: session.body.id as string };
}

/** The ways to a cancelled event, each given as the changes that lead there. */
const ways: Record<string, (eventId: string) => Promise<unknown>> = {
  'from its sale': (eventId) => patch(eventId, { status: 'canceled' }),
  'after it was closed': async (eventId) => {
    await patch(eventId, { status: 'closed' });
    await patch(eventId, { status: 'canceled' });
  },
  'after it ended by itself': async (eventId) => {
    await patch(eventId, { starts_at: new Date(Date.now() + 300).toISOString() });
    await eventually(
      () => db.event.findUniqueOrThrow({ where: { id: eventId } }),
      ({ status }) => status === 'closed',
    );
    await patch(eventId, { status: 'canceled' });
  },
  'after it was scheduled again': async (eventId) => {
    await patch(eventId, { status: 'scheduled', on_sale_at: inAnHour() });
    await patch(eventId, { status: 'canceled' });
  },
  'as a draft': async (eventId) => {
    await db.event.update({ where: { id: eventId }, data: { status: 'draft' } });
    await patch(eventId, { status: 'canceled' });
  },
  'in Postgres alone': (eventId) => db.event.update({ where: { id: eventId }, data: { status: 'canceled' } }),
};

describe.each(Object.entries(ways))('F55 an event that is cancelled %s', (_, cancel) => {
  it('F55 charges nobody, opens no session, gives its holds back at once and refunds its orders once', async () => {
    const sale = await drop({ capacity: 10 });
    const paid = await sale.buyer().enter();
    expect((await paid.buy(3)).status).toBe(201);
    const holding = await sale.buyer().enter();
    const held = await holding.reserve(1);
    const { ada, reservationId, sessionId } = await buyerInCheckout(sale);

    await cancel(sale.eventId);
    expect(await sale.tiers()).toMatchObject([{ held: 0, sold: 3 }]);
    expect(await sale.orders()).toMatchObject([{ refund_due_at: expect.any(Date) }]);
    const canceled = { status: 409, body: { error: 'event_canceled' } };
    expect(await holding.checkout(held.body.id)).toMatchObject(canceled);
    expect(await ada.confirm(sessionId)).toMatchObject(canceled);
    // The catalogue may be a second old, and each buyer may try only a few times.
    await eventually(
      () => Object.assign(sale.buyer(), { token: paid.token }).reserve(1),
      ({ body }) => body.error === 'event_canceled',
    );
    expect(await sale.orders()).toHaveLength(1);
    expect(await chargesOf(reservationId)).toEqual([]);

    await reconcile();
    for (const id of [held.body.id as string, reservationId]) {
      expect(await sale.reservation(id)).toMatchObject({ status: 'canceled' });
      // The workflow does not wait for a deadline that no longer matters.
      await eventually(
        () => temporal.workflow.getHandle(workflowIds.reservation(id)).describe(),
        ({ status }) => status.name !== 'RUNNING',
      );
    }
    const [order] = await eventually(sale.orders, ([one]) => one?.status === 'refunded');
    expect(await chargesOf(order!.reservation_id)).toMatchObject([{ status: 'refunded' }]);
    expect(await db.refund.findMany({ where: { order_id: order!.id } })).toMatchObject([
      { state: 'paid', amount_cents: order!.total_price_cents, restock: false },
    ]);
    expect(await violations(db, { eventId: sale.eventId, doubtSeconds: 0 })).toEqual([]);
  });
});

describe('F55 a purchase that met the cancellation half way', () => {
  it('F55 ends a hold that was made in the same moment, and starts no payment for it', async () => {
    const { eventId, tierIds, reservation, tiers } = await drop();
    const reservationId = randomUUID();
    await db.$transaction(
      async (tx) => {
        await tx.$queryRaw`
          SELECT hold_tickets(${reservationId}::uuid, ${eventId}::uuid, ${tierIds[0]}::uuid, 'a buyer',
            ${randomUUID()}::uuid, 2, 6, 180)::text`;
        await patch(eventId, { status: 'canceled' });
      },
      { timeout: 20_000 },
    );
    expect(await reservation(reservationId)).toMatchObject({ status: 'active' });
    const started = await db.$executeRaw`
      UPDATE reservations SET payment_started_at = now() WHERE id = ${reservationId}::uuid AND status = 'active'`;
    expect(started).toBe(0);
    await reconcile();
    expect(await reservation(reservationId)).toMatchObject({ status: 'canceled' });
    expect(await tiers()).toMatchObject([{ held: 0, sold: 0 }]);
  });

  it('F55 brings a payment that was under way to its end, as an order that is due for a refund', async () => {
    const sale = await drop();
    const { ada, reservationId, sessionId } = await buyerInCheckout(sale);
    await db.reservation.update({ where: { id: reservationId }, data: { payment_started_at: new Date() } });
    await patch(sale.eventId, { status: 'canceled' });
    expect(await sale.reservation(reservationId)).toMatchObject({ status: 'active' });
    expect((await ada.confirm(sessionId)).status).toBe(201);
    expect(await sale.orders()).toMatchObject([{ refund_due_at: expect.any(Date) }]);
  });
});
