import { describe, expect, it } from 'vitest';
import { differenceOf } from './provider-books.ts';

const theirs = { key: 'reservation/1', reference: 'pi_1', amountCents: 2_500, ageSeconds: 900 } as const;
const ours = { key: 'reservation/1', intent_id: 'pi_1', amount_cents: 2_500, state: 'captured', held: false };

describe('differenceOf', () => {
  it('finds nothing where both say the same', () => {
    expect(differenceOf({ ...theirs, state: 'captured' }, ours)).toBeUndefined();
    expect(differenceOf({ ...theirs, state: 'captured' }, { ...ours, state: 'refunded' })).toBeUndefined();
    expect(differenceOf({ ...theirs, state: 'authorised' }, { ...ours, state: 'begun', held: true })).toBeUndefined();
    // An answer was lost, and another intent was made: nobody has the secret of this one.
    expect(differenceOf({ ...theirs, state: 'open', reference: 'pi_0' }, ours)).toBeUndefined();
  });

  it.each([
    ['captured', undefined, 'our books say nothing of it'],
    ['captured', { ...ours, state: 'voided' }, 'our books say voided'],
    ['captured', { ...ours, amount_cents: 2_400 }, 'and 2400 were owed'],
    ['authorised', { ...ours, state: 'begun' }, 'still set aside'],
    ['authorised', { ...ours, state: 'begun', held: true, intent_id: 'pi_2' }, 'still set aside'],
    ['voided', ours, 'Stripe says voided'],
  ] as const)('finds what is %s there and otherwise here', (state, mine, problem) => {
    expect(differenceOf({ ...theirs, state }, mine)).toContain(problem);
  });
});
