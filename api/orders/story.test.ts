import { expect, it } from 'vitest';
import { storyOf, type Past } from './story.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 27, 12, minute));
const past: Past = {
  quantity: 2,
  total_price_cents: 5_000,
  created_at: at(4),
  refund_due_at: null,
  reservation: { created_at: at(0) },
  checkout_session: { created_at: at(1) },
  payments: [{ amount_cents: 5_000, state: 'captured', created_at: at(2), settled_at: at(5) }],
  refund: null,
};
const kinds = (order: Past) => storyOf(order).map(({ what }) => what);

it('tells what happened to an order, in its order', () => {
  expect(storyOf(past)).toEqual([
    { at: at(0), what: 'held', quantity: 2 },
    { at: at(1), what: 'checkout_opened' },
    { at: at(2), what: 'payment_started' },
    { at: at(4), what: 'tickets_issued', quantity: 2 },
    { at: at(5), what: 'paid', amount_cents: 5_000 },
  ]);
});

it('tells how an order was given back', () => {
  const refund = { amount_cents: 5_000, reason: 'The buyer is ill.', settled_at: at(7) };
  const refunded: Past = {
    ...past,
    payments: [{ ...past.payments[0]!, state: 'refunded', settled_at: at(7) }],
    refund_due_at: at(6),
    refund,
  };
  expect(storyOf(refunded).slice(-3)).toEqual([
    { at: at(4), what: 'tickets_issued', quantity: 2 },
    { at: at(6), what: 'refund_due', amount_cents: 5_000, reason: 'The buyer is ill.' },
    { at: at(7), what: 'refunded', amount_cents: 5_000 },
  ]);
  expect(kinds(refunded)).toContain('paid');
});

it('tells of a card that was declined before another one paid', () => {
  const declined = { amount_cents: 5_000, state: 'declined' as const, created_at: at(2), settled_at: at(2) };
  const tried: Past = { ...past, payments: [declined, { ...past.payments[0]!, created_at: at(3) }] };
  expect(kinds(tried)).toEqual([
    ...['held', 'checkout_opened', 'payment_started', 'card_declined', 'payment_started'],
    ...['tickets_issued', 'paid'],
  ]);
});

it('leaves out what nobody wrote down', () => {
  const bare = { ...past, payments: [] };
  expect(kinds(bare)).toEqual(['held', 'checkout_opened', 'tickets_issued']);
});
