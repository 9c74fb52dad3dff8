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
  refunds: [],
  disputes: [],
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
  const refund = {
    ...{ kind: 'order' as const, amount_cents: 5_000, reason: 'The buyer is ill.', tickets: ['one', 'two'] },
    ...{ created_at: at(6), settled_at: at(7) },
  };
  const refunded: Past = {
    ...past,
    payments: [{ ...past.payments[0]!, state: 'refunded', settled_at: at(7) }],
    refund_due_at: at(6),
    refunds: [refund],
  };
  expect(storyOf(refunded).slice(-3)).toEqual([
    { at: at(4), what: 'tickets_issued', quantity: 2 },
    { at: at(6), what: 'refund_due', amount_cents: 5_000, reason: 'The buyer is ill.' },
    { at: at(7), what: 'refunded', amount_cents: 5_000 },
  ]);
  expect(kinds(refunded)).toContain('paid');
});

it('tells of each part that was given back, and of the rest once the event was cancelled', () => {
  const some = {
    ...{ kind: 'tickets' as const, amount_cents: 2_500, reason: 'One is ill.', tickets: ['one'] },
    ...{ created_at: at(6), settled_at: at(8) },
  };
  const amount = {
    ...{ kind: 'amount' as const, amount_cents: 500, reason: 'It was loud.', tickets: [] },
    ...{ created_at: at(7), settled_at: null },
  };
  const parts: Past = { ...past, refunds: [some, amount], refund_due_at: at(9) };
  expect(storyOf(parts).slice(5)).toEqual([
    { at: at(6), what: 'refund_due', amount_cents: 2_500, reason: 'One is ill.', quantity: 1 },
    { at: at(7), what: 'refund_due', amount_cents: 500, reason: 'It was loud.' },
    { at: at(8), what: 'refunded', amount_cents: 2_500 },
    { at: at(9), what: 'refund_due', amount_cents: 2_000 },
  ]);
});

it('tells of a dispute and of how it ended', () => {
  const dispute = { amount_cents: 5_000, created_at: at(6), closed_at: null, state: 'open' as const };
  expect(kinds({ ...past, disputes: [dispute] }).at(-1)).toBe('dispute_opened');
  const won: Past = { ...past, disputes: [{ ...dispute, state: 'won', closed_at: at(7) }] };
  expect(kinds(won).slice(-2)).toEqual(['dispute_opened', 'dispute_won']);
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
