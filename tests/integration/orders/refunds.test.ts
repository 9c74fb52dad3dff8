import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { findingsOf } from '../../../activities/reconciler/finding.ts';
import { violations } from '../../../activities/reconciler/invariants.ts';
import { lateRefunds } from '../../../activities/reconciler/refunds.ts';
import { postgresRefunds } from '../../../activities/refunds/refunds.ts';
import { workflowIds } from '../../../workflows/messages.ts';
import { eventually, stack } from '../../harness.ts';
import { keyOf, refunding, soldTo } from './refunding.ts';

const { admin, call, db, drop, reconcile, temporal } = stack();

const { refund, progress } = refunding(admin);

/** Makes the provider refuse to give these payments back, until it is told to be well again. */
async function refuseRefunds(keys: string[]) {
  const name = `refuse_${randomUUID().slice(0, 8)}`;
  await db.$executeRawUnsafe(`
    CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'out of funds'; END $$;`);
  await db.$executeRawUnsafe(`
    CREATE TRIGGER ${name} BEFORE UPDATE ON simulated_charges FOR EACH ROW
    WHEN (NEW.status = 'refunded' AND NEW.idempotency_key IN (${keys.map((key) => `'${key}'`).join(', ')}))
    EXECUTE FUNCTION ${name}()`);
  return () => db.$executeRawUnsafe(`DROP FUNCTION ${name}() CASCADE`);
}

describe('a refund', () => {
  it('voids the tickets at once, gives the money back once, and lets the buyer buy again', async () => {
    const sale = await drop({ capacity: 4, purchase_limit: 2 });
    const [ada] = await soldTo(sale, 1);
    const [order] = await sale.orders();
    const key = randomUUID();
    const first = await refund(order!.id, {}, key);
    expect(first).toMatchObject({
      status: 201,
      body: { order_id: order!.id, amount_cents: order!.total_price_cents, currency: 'USD', restock: false },
    });
    const { body } = await ada!.ask('/me/tickets');
    expect(body.tickets.map(({ status }: { status: string }) => status)).toEqual(['void', 'void']);

    await eventually(sale.orders, ([one]) => one!.status === 'refunded');
    expect(await refund(order!.id, {}, key)).toMatchObject({
      status: 200,
      headers: { 'idempotent-replayed': 'true' },
      body: { id: first.body.id, state: 'paid', failure: null },
    });
    expect((await refund(order!.id, { reason: 'Another one.' }, key)).status).toBe(422);
    expect(await refund(order!.id)).toMatchObject({ status: 409, body: { error: 'Order is refunded' } });
    expect(await db.simulatedCharge.findMany({ where: { idempotency_key: keyOf(order!) } })).toMatchObject([
      { status: 'refunded' },
    ]);
    expect(await sale.tiers()).toMatchObject([{ sold: 2 }]);
    expect((await ada!.buy(2)).status).toBe(201);
    expect(await violations(db, { eventId: sale.eventId, doubtSeconds: 0 })).toEqual([]);
  });

  it('puts the tickets on sale again if the organiser says so', async () => {
    const sale = await drop({ capacity: 2 });
    await soldTo(sale, 1);
    const [order] = await sale.orders();
    expect((await refund(order!.id, { restock: true })).status).toBe(201);
    await eventually(sale.tiers, ([tier]) => tier!.sold === 0);
    await eventually(sale.gateStock, (stock) => stock[sale.tierIds[0]!] === '2');
    await soldTo(sale, 1);
    expect(await violations(db, { eventId: sale.eventId, doubtSeconds: 0 })).toEqual([]);
  });

  it('gives back what a worker of an earlier release was paid, which wrote no payment down', async () => {
    const sale = await drop({ capacity: 4 });
    await soldTo(sale, 1);
    const [order] = await sale.orders();
    await db.payment.deleteMany({ where: { reservation_id: order!.reservation_id } });
    expect(await violations(db, { eventId: sale.eventId, doubtSeconds: 0 })).toEqual([]);
    expect((await refund(order!.id)).status).toBe(201);
    await eventually(sale.orders, ([one]) => one!.status === 'refunded');
    expect(await db.simulatedCharge.findMany({ where: { idempotency_key: keyOf(order!) } })).toMatchObject([
      { status: 'refunded' },
    ]);
  });

  it('is refused for an order that is not there, without a reason, without a key, and for buyers', async () => {
    expect((await refund(randomUUID())).status).toBe(404);
    expect((await refund('no-id')).status).toBe(404);
    const path = `/admin/orders/${randomUUID()}/refunds`;
    expect((await refund(randomUUID(), { reason: ' ' })).status).toBe(400);
    expect((await admin(path, { method: 'POST', body: { reason: 'ill' } })).status).toBe(400);
    const sale = await drop();
    const [ada] = await soldTo(sale, 1);
    expect((await ada!.ask(path, { method: 'POST', body: { reason: 'ill' } })).status).toBe(401);
  });
});

it('shows money that the provider does not give back in the metrics and to the doctor', async () => {
  const sale = await drop({ capacity: 4 });
  await soldTo(sale, 1);
  const [order] = await sale.orders();
  const heal = await refuseRefunds([keyOf(order!)]);
  expect((await refund(order!.id)).status).toBe(201);
  await eventually(
    () => progress(sale.eventId),
    ({ failing }) => failing === 1,
  );
  const found = await findingsOf(await lateRefunds({ refunds: postgresRefunds(db) }));
  expect(found.find(({ subject }) => subject === workflowIds.refunds(sale.eventId))?.problem).toMatch(
    /50\.00 of order .{9} are not back after \d+ s and 1 failed attempts, the last one with .*; look whether/,
  );
  const metric = async (name: string) => {
    const { body } = await call('/metrics');
    return Number(new RegExp(`^ticketdrop_refunds_${name}(?:{[^}]*})? (\\S+)$`, 'm').exec(body)?.[1] ?? 0);
  };
  await eventually(
    () => metric('pending'),
    (pending) => pending >= 1,
  );
  await eventually(
    () => metric('pending_oldest_seconds'),
    (age) => age > 0,
  );
  await heal();
  await eventually(sale.orders, ([one]) => one!.status === 'refunded', 60_000);
}, 120_000);

describe('a cancelled event', () => {
  it('F55 gives all of its money back while the provider refuses some of it, and tries again', async () => {
    const sale = await drop({ capacity: 20 });
    await soldTo(sale, 5);
    const orders = await sale.orders();
    const total = orders.reduce((sum, order) => sum + order.total_price_cents, 0);
    const heal = await refuseRefunds(orders.slice(0, 2).map(keyOf));
    await admin(`/admin/events/${sale.eventId}`, { method: 'PATCH', body: { status: 'canceled' } });
    expect(
      await eventually(
        () => progress(sale.eventId),
        ({ refunded, failing }) => refunded === 3 && failing === 2,
      ),
    ).toMatchObject({ due: 2, due_cents: (2 * total) / 5, refunded_cents: (3 * total) / 5 });
    await heal();
    expect(
      await eventually(
        () => progress(sale.eventId),
        ({ due }) => due === 0,
        60_000,
      ),
    ).toMatchObject({
      refunded: 5,
      refunded_cents: total,
      failing: 0,
    });
    await temporal.workflow.getHandle(workflowIds.refunds(sale.eventId)).result();
    expect(await violations(db, { eventId: sale.eventId, doubtSeconds: 0 })).toEqual([]);
  }, 90_000);

  it('F55 owes nothing for long when nobody told of it: the reconciler starts what gives the money back', async () => {
    const sale = await drop({ capacity: 4 });
    await soldTo(sale, 2);
    await db.event.update({ where: { id: sale.eventId }, data: { status: 'canceled' } });
    await db.order.updateMany({
      where: { event_id: sale.eventId },
      data: { refund_due_at: new Date(Date.now() - 60_000) },
    });
    await reconcile();
    await eventually(sale.orders, (orders) => orders.every(({ status }) => status === 'refunded'));
  });
});
