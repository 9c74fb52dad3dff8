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
  ['canceled', { status: 'paid', refund_due_at: due }, 'The event was cancelled. The order is due for a refund.'],
  ['canceled', { status: 'refunded', refund_due_at: due }, 'The event was cancelled. The money was refunded.'],
  ['canceled', { status: 'paid', refund_due_at: null }, 'The event was cancelled.'],
  ['on_sale', { status: 'refunded', refund_due_at: null }, 'Its order was given back. The money was refunded.'],
  ['on_sale', { status: 'paid', refund_due_at: due }, 'Its order was given back. The order is due for a refund.'],
] as const)('a void ticket of a %s event whose order is %o says "%s"', (status, order, text) =>
  expect(voidText({ event: event(status), order, tier: tier(2_500) })).toBe(text),
);

it('a void ticket that was free speaks of no money', () =>
  expect(voidText({ event: event('canceled'), order: { status: 'paid', refund_due_at: due }, tier: tier(0) })).toBe(
    'The event was cancelled.',
  ));
