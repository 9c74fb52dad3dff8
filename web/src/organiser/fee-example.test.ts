import { expect, it } from 'vitest';
import { draftOf, type EventDraft } from './event-draft.ts';
import { feeExample } from './fee-example.ts';

const example = (given: Partial<EventDraft>, currency = 'EUR') =>
  feeExample({ ...draftOf(undefined, currency), ...given })?.replaceAll(/\s/gu, ' ');

it('says what a ticket costs and what is left of it', () => {
  const fees = { fee_fixed_cents: '0.99', fee_percent_bp: '2,5', vat_rate_bp: '19' };
  expect(example(fees)).toBe(
    'A ticket for €25.00 costs its buyer €26.62. The fee is €1.62, on top. 19 % VAT in it is €4.25. ' +
      '€20.75 are left for you.',
  );
  expect(example({ ...fees, vat_rate_bp: '', fee_paid_by: 'organiser' })).toBe(
    'A ticket for €25.00 costs its buyer €25.00. The fee is €1.62, taken from the price. €23.38 are left for you.',
  );
  expect(example({ fee_percent_bp: '10' }, 'JPY')).toContain('The fee is JP¥250, on top.');
});

it('says nothing where there are no fees and no VAT, or they are not valid', () => {
  expect(example({})).toBeUndefined();
  expect(example({ fee_fixed_cents: '0', vat_rate_bp: '0' })).toBeUndefined();
  for (const given of [{ fee_percent_bp: '101' }, { vat_rate_bp: '-1' }, { fee_fixed_cents: '1.234' }])
    expect(example({ fee_percent_bp: '5', ...given })).toBeUndefined();
});
