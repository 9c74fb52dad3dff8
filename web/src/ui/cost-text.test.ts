import { expect, it } from 'vitest';
import { fullPrice, priceNote } from './cost-text.ts';

/** Whatever kind of space stands before the per cent sign. */
const plain = (text: string) => text.replaceAll(/\s/gu, ' ');

it.each([
  [{ price_cents: 2_500, fee_cents: 162 }, 1_900, '€26.62', '€25.00 + €1.62 fee, incl. 19 % VAT'],
  [{ price_cents: 2_500, fee_cents: 162 }, 0, '€26.62', '€25.00 + €1.62 fee'],
  [{ price_cents: 2_500, fee_cents: 0 }, 250, '€25.00', 'incl. 2.5 % VAT'],
  [{ price_cents: 2_500, fee_cents: 0 }, 0, '€25.00', ''],
  [{ price_cents: 0, fee_cents: 0 }, 1_900, '€0.00', ''],
])('a ticket for %o with VAT of %i basis points is %s: %s', (ticket, vat_rate_bp, price, note) => {
  const terms = { currency: 'EUR', vat_rate_bp };
  expect(fullPrice(ticket, terms)).toBe(price);
  expect(plain(priceNote(ticket, terms))).toBe(note);
});
