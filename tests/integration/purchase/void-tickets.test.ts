import { expect, it } from 'vitest';
import { stack } from '../../harness.ts';
import { refunding } from '../orders/refunding.ts';

const { admin, drop } = stack();
const { refund } = refunding(admin);

it('says of tickets whether they are valid: not at a cancelled event, and not of a refunded order', async () => {
  const canceled = await drop();
  const ada = await canceled.buyer().enter();
  const bought = await ada.buy(2);
  expect(await ada.ask('/me/tickets')).toMatchObject({
    body: {
      tickets: [
        { status: 'valid', event: { status: 'on_sale' }, order: { status: 'paid', refund_due_at: null } },
        { status: 'valid' },
      ],
    },
  });
  const mine = `/me/order?event_id=${canceled.eventId}`;
  expect((await ada.ask(mine)).body).toMatchObject({ tickets: [{ status: 'valid' }, { status: 'valid' }] });

  await admin(`/admin/events/${canceled.eventId}`, { method: 'PATCH', body: { status: 'canceled' } });
  const refund_due_at = expect.any(String);
  expect((await ada.ask('/me/tickets')).body).toMatchObject({
    tickets: [{ status: 'void', event: { status: 'canceled' }, order: { refund_due_at } }, { status: 'void' }],
  });
  expect((await ada.ask(mine)).body).toMatchObject({
    order: { id: bought.body.order.id, refund_due_at },
    tickets: [{ status: 'void' }, { status: 'void' }],
  });
});

it('calls only the tickets of the order void that is refunded', async () => {
  const { eventId, buyer } = await drop();
  const ada = await buyer().enter();
  const refunded = await ada.buy(1);
  const kept = await ada.buy(1);
  expect((await refund(refunded.body.order.id)).status).toBe(201);
  expect((await ada.ask('/me/tickets')).body.tickets).toMatchObject([
    { order_id: kept.body.order.id, status: 'valid', event: { id: eventId, status: 'on_sale' } },
    { order_id: refunded.body.order.id, status: 'void', event: { id: eventId, status: 'on_sale' } },
  ]);
});
