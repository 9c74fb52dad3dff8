import { expect, it } from 'vitest';
import { storyOf, type Past } from './story.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 27, 12, minute));
const past: Past = {
  quantity: 2,
  total_price_cents: 5_000,
  created_at: at(4),
  refund_due_at: null,
  reservation: { created_at: at(0), payment_started_at: at(2) },
  checkout_session: { created_at: at(1) },
  charge: { amount_cents: 5_000, created_at: at(3), refunded_at: null },
};
const kinds = (order: Past) => storyOf(order).map(({ what }) => what);

it('tells what happened to an order, in its order', () => {
  expect(storyOf(past)).toEqual([
    { at: at(0), what: 'held', quantity: 2 },
    { at: at(1), what: 'checkout_opened' },
    { at: at(2), what: 'payment_started' },
    { at: at(3), what: 'paid', amount_cents: 5_000 },
    { at: at(4), what: 'tickets_issued', quantity: 2 },
  ]);
});

it('tells how an order was given back', () => {
  const refunded = { ...past, refund_due_at: at(5), charge: { ...past.charge!, refunded_at: at(6) } };
  expect(kinds(refunded).slice(-2)).toEqual(['refund_due', 'refunded']);
});

it('leaves out what nobody wrote down', () => {
  const bare = { ...past, charge: null, reservation: { created_at: at(0), payment_started_at: null } };
  expect(kinds(bare)).toEqual(['held', 'checkout_opened', 'tickets_issued']);
});
