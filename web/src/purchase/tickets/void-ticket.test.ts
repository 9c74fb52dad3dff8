import { expect, it } from 'vitest';
import type { Ticket } from './tickets.ts';
import { voidText } from './void-ticket.ts';

const event = (status: Ticket['event']['status']): Ticket['event'] => ({
  id: 'e',
  name: 'A concert',
  venue: 'The Hall',
  starts_at: '2027-01-01T20:00:00Z',
  time_zone: null,
  status,
});
const tier = (price_cents: number): Ticket['tier'] => ({ id: 't', name: 'Standing', price_cents });
const due = '2026-12-01T10:00:00Z';

it.each([
  ['canceled', { status: 'paid', refund_due_at: due }, null, 'The event was cancelled. The order is due for a refund.'],
  ['canceled', { status: 'refunded', refund_due_at: due }, 'paid', 'The event was cancelled. The money was refunded.'],
  ['canceled', { status: 'paid', refund_due_at: null }, null, 'The event was cancelled.'],
  ['on_sale', { status: 'refunded', refund_due_at: due }, 'paid', 'Its order was given back. The money was refunded.'],
  [
    'on_sale',
    { status: 'paid', refund_due_at: due },
    'requested',
    'Its order was given back. The order is due for a refund.',
  ],
  ['on_sale', { status: 'partly_refunded', refund_due_at: null }, 'paid', 'It was given back. The money was refunded.'],
  ['on_sale', { status: 'paid', refund_due_at: null }, 'requested', 'It was given back. Its money is on the way back.'],
  ['on_sale', { status: 'disputed', refund_due_at: null }, null, 'Its payment is disputed at your bank.'],
] as const)(
  'a void ticket of a %s event whose order is %o and whose refund is %s says "%s"',
  (status, order, refund_state, text) =>
    expect(voidText({ event: event(status), order, tier: tier(2_500), refund_state })).toBe(text),
);

it('a void ticket that was free speaks of no money', () =>
  expect(
    voidText({
      event: event('canceled'),
      order: { status: 'paid', refund_due_at: due },
      tier: tier(0),
      refund_state: null,
    }),
  ).toBe('The event was cancelled.'));
