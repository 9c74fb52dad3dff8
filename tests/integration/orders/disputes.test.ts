import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { openDisputes } from '../../../activities/reconciler/refunds.ts';
import { findingsOf } from '../../../activities/reconciler/finding.ts';
import { violations } from '../../../activities/reconciler/invariants.ts';
import { postgresRefunds } from '../../../activities/refunds/refunds.ts';
import { eventually, stack } from '../../harness.ts';
import { keyOf, refunding, soldTo } from './refunding.ts';

const { admin, db, drop, reconcile } = stack();
const { refund, progress } = refunding(admin);
const refunds = postgresRefunds(db);

/** An order of two tickets for 50.00 in all, and what the provider says of its payment. */
async function soldOrder() {
  const sale = await drop({ capacity: 10 });
  const [ada] = await soldTo(sale, 1);
  const [order] = await sale.orders();
  const id = `dp_${randomUUID()}`;
  const shown = async () => (await admin(`/admin/orders/${order!.id}`)).body;
  const report = (state: 'open' | 'won' | 'lost') => refunds.dispute(keyOf(order!), { id, amountCents: 5_000, state });
  const statuses = async () => {
    const { status, tickets } = await shown();
    return [status, ...tickets.map((ticket: { status: string }) => ticket.status)];
  };
  const finding = async () => {
    const found = await findingsOf(await openDisputes({ refunds }));
    return found.find(({ subject }) => subject === `dispute ${id}`);
  };
  const broken = () => violations(db, { eventId: sale.eventId, doubtSeconds: 0 });
  return { sale, ada: ada!, order: order!, report, shown, statuses, finding, broken };
}

it('marks a disputed order, voids its tickets, and makes it what it was when the dispute is won', async () => {
  const { sale, ada, order, report, shown, statuses, finding, broken } = await soldOrder();
  const [kept] = (await shown()).tickets;
  await refund(order.id, { tickets: [kept.id] });
  await eventually(shown, ({ status }) => status === 'partly_refunded');

  expect(await report('open')).toBe('noted');
  expect(await statuses()).toEqual(['disputed', 'void', 'void']);
  const { tickets } = (await ada.ask('/me/tickets')).body;
  expect(tickets).toMatchObject([{ status: 'void', order: { status: 'disputed' } }, { status: 'void' }]);
  const listed = await admin(`/admin/orders?event_id=${sale.eventId}&status=disputed`);
  expect(listed.body.orders).toMatchObject([{ id: order.id }]);
  const money = async () => (await admin(`/admin/events/${sale.eventId}/money`)).body;
  expect(await money()).toMatchObject({
    refunded_cents: 2_500,
    disputed_cents: 5_000,
    by_day: [{ disputed_cents: 5_000 }],
  });
  expect((await finding())?.problem).toContain('50.00');
  expect(await refund(order.id)).toMatchObject({ status: 409, body: { error: 'Order is disputed' } });
  expect(await broken()).toEqual([]);

  expect(await report('won')).toBe('noted');
  expect(new Set(await statuses())).toEqual(new Set(['partly_refunded', 'valid', 'void']));
  expect(await money()).toMatchObject({ disputed_cents: 0 });
  expect(await finding()).toBeUndefined();
  expect((await shown()).story.slice(-2)).toMatchObject([
    { what: 'dispute_opened', amount_cents: 5_000 },
    { what: 'dispute_won' },
  ]);
  expect((await refund(order.id)).status).toBe(201);
  await eventually(shown, ({ status }) => status === 'refunded');
  expect(await broken()).toEqual([]);
});

it('takes reports twice and in any order: what is lost stays lost when its opening comes late', async () => {
  const { report, shown, statuses, broken } = await soldOrder();
  expect([await report('lost'), await report('open'), await report('lost')]).toEqual([
    'noted',
    'unchanged',
    'unchanged',
  ]);
  expect(await statuses()).toEqual(['disputed', 'void', 'void']);
  expect((await shown()).disputes).toMatchObject([{ state: 'lost', amount_cents: 5_000 }]);
  expect(await broken()).toEqual([]);
  const unknown = { id: `dp_${randomUUID()}`, amountCents: 1, state: 'open' as const };
  for (const key of [`reservation/${randomUUID()}`, 'another/payment'])
    expect(await refunds.dispute(key, unknown)).toBe('unknown');
});

it('F55 keeps a disputed order’s money when its event is cancelled, until the dispute is won', async () => {
  const { sale, report, shown, broken } = await soldOrder();
  await soldTo(sale, 1);
  await report('open');
  await admin(`/admin/events/${sale.eventId}`, { method: 'PATCH', body: { status: 'canceled' } });
  await eventually(
    () => progress(sale.eventId),
    ({ due, refunded }) => due === 0 && refunded === 1,
  );
  expect(await shown()).toMatchObject({ status: 'disputed', refunded_cents: 0 });
  await report('won');
  expect(await progress(sale.eventId)).toMatchObject({ due: 1, due_cents: 5_000 });
  // As if it were due for a while, and nobody had told the workflow.
  await db.order.updateMany({
    where: { event_id: sale.eventId, status: 'paid' },
    data: { refund_due_at: new Date(Date.now() - 60_000) },
  });
  await reconcile();
  await eventually(shown, ({ status }) => status === 'refunded');
  expect(await broken()).toEqual([]);
});
