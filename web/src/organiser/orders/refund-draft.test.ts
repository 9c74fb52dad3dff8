import { expect, it } from 'vitest';
import { emptyRefund, refundCents, refundErrors, refundOf, voidedTickets, type RefundDraft } from './refund-draft.ts';

const ticket = (id: string, amount_cents: number, status: 'valid' | 'void' = 'valid') => ({
  ...{ id, code: id, amount_cents, status, created_at: '2026-11-27T12:00:00Z' },
  refund_id: status === 'void' ? 'a refund' : null,
});
const order = {
  currency: 'EUR',
  left_cents: 6_667,
  tickets: [ticket('a', 3_333), ticket('b', 3_333, 'void'), ticket('c', 3_334)],
};
const draft = (given: Partial<RefundDraft>): RefundDraft => ({ ...emptyRefund, reason: 'The buyer is ill.', ...given });

it('gives all that is left back for the whole order, and voids what is still valid', () => {
  const whole = draft({ restock: true });
  expect(refundCents(whole, order)).toBe(6_667);
  expect(voidedTickets(whole, order).map(({ id }) => id)).toEqual(['a', 'c']);
  expect(refundOf(whole, order)).toEqual({ reason: 'The buyer is ill.', restock: true });
});

it('adds up the shares of the chosen tickets', () => {
  const chosen = draft({ kind: 'tickets', tickets: ['c'] });
  expect(refundCents(chosen, order)).toBe(3_334);
  expect(refundErrors(chosen, order)).toEqual({});
  expect(refundOf(chosen, order)).toEqual({ reason: 'The buyer is ill.', restock: false, tickets: ['c'] });
});

it('takes an amount in the spelling of the currency, which voids no ticket and puts none on sale', () => {
  const amount = draft({ kind: 'amount', amount: '12,50', restock: true });
  expect(voidedTickets(amount, order)).toEqual([]);
  expect(refundOf(amount, order)).toEqual({ reason: 'The buyer is ill.', amount_cents: 1_250 });
});

it.each([
  [{ kind: 'tickets' }, { tickets: 'Choose at least one ticket.' }],
  [{ kind: 'amount', amount: '' }, { amount: 'Give an amount, such as 10.' }],
  [{ kind: 'amount', amount: '0' }, { amount: 'Give an amount, such as 10.' }],
  [{ kind: 'amount', amount: 'ten' }, { amount: 'Give an amount, such as 10.' }],
  [{ kind: 'amount', amount: '66.68' }, { amount: expect.stringMatching(/^Only EUR.66\.67 are left/) }],
  [{ reason: ' ' }, { reason: 'Say why the money goes back.' }],
] as const)('says of %o what is missing', (given, errors) => {
  expect(refundErrors(draft(given as Partial<RefundDraft>), order)).toEqual(errors);
});

it('says of tickets that are worth more than is left how much that is', () => {
  const chosen = draft({ kind: 'tickets', tickets: ['a', 'c'] });
  expect(refundErrors(chosen, { ...order, left_cents: 5_000 })).toEqual({
    tickets: expect.stringMatching(/^Only EUR.50\.00 are left of this order\.$/),
  });
});
