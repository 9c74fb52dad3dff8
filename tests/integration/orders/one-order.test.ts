import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { workflowIds } from '../../../workflows/messages.ts';
import { eventually, stack } from '../../harness.ts';

const { admin, db, drop, environment } = stack();

it('tells the story of an order, with its tickets, its payment and its workflow', async () => {
  const { eventId, buyer } = await drop({ name: 'Story' });
  const { order, tickets } = (await (await buyer().enter()).buy(2)).body;
  const id: string = order.id;
  const codes: string[] = tickets.map(({ code }: { code: string }) => code);
  await db.order.update({ where: { id }, data: { buyer_name: 'Ada', buyer_email: 'ada@example.com' } });
  const { reservation_id } = await db.order.findUniqueOrThrow({ where: { id } });
  const workflowId = encodeURIComponent(workflowIds.reservation(reservation_id));
  const answer = await admin(`/admin/orders/${id}`);
  expect(answer).toMatchObject({
    status: 200,
    body: {
      id,
      event: { id: eventId, name: 'Story', time_zone: null, status: 'on_sale' },
      buyer: { name: 'Ada', email: 'ada@example.com' },
      tickets: codes.toSorted().map((code) => ({ code, status: 'valid' })),
      payments: [{ provider: 'simulated', status: 'captured', amount_cents: 5_000, currency: 'USD' }],
      refunds: [],
      story: [
        { what: 'held', quantity: 2 },
        { what: 'checkout_opened' },
        { what: 'payment_started' },
        { what: 'tickets_issued', quantity: 2 },
        { what: 'paid', amount_cents: 5_000 },
      ],
      workflow_url: `${environment['TEMPORAL_UI_URL']}/namespaces/default/workflows/${workflowId}`,
    },
  });
  expect(JSON.stringify(answer.body)).not.toContain('qr_sig');

  await admin(`/admin/events/${eventId}`, { method: 'PATCH', body: { status: 'canceled' } });
  const { body: canceled } = await eventually(
    () => admin(`/admin/orders/${id}`),
    ({ body }) => body.status === 'refunded',
  );
  expect(canceled).toMatchObject({
    refunded_cents: 5_000,
    refunds: [{ amount_cents: 5_000, state: 'paid', restock: false, reason: 'The event was cancelled.' }],
    tickets: [{ status: 'void' }, { status: 'void' }],
  });
  expect(canceled.story.slice(-2)).toMatchObject([
    { what: 'refund_due', at: canceled.refund_due_at, reason: 'The event was cancelled.' },
    { what: 'refunded', amount_cents: 5_000 },
  ]);
  for (const unknown of [randomUUID(), 'no-order']) expect((await admin(`/admin/orders/${unknown}`)).status).toBe(404);
});
