import { describe, expect, it } from 'vitest';
import { currencies } from './currencies.ts';
import {
  buyersFee,
  costOf,
  decimalAmount,
  decimalsOf,
  highestPrice,
  includedVat,
  MOST_CENTS,
  moneyText,
  ticketFee,
} from './money.ts';

describe('the currencies that an event can sell in', () => {
  it('are those in use', () => {
    expect(currencies).toEqual(expect.arrayContaining(['EUR', 'GBP', 'IDR', 'JPY', 'KWD', 'USD', 'VND']));
    for (const code of ['DEM', 'XAU', 'XXX', 'usd']) expect(currencies).not.toContain(code);
  });

  it('have the decimals of ISO 4217, also where Unicode’s data, which Intl shows, have others', () => {
    const having = (decimals: number) => currencies.filter((currency) => decimalsOf(currency) === decimals);
    expect(having(0)).toEqual(expect.arrayContaining(['CLP', 'ISK', 'JPY', 'KRW', 'UGX', 'VND', 'XAF', 'XPF']));
    expect(having(3)).toEqual(['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND']);
    expect(having(2)).toEqual(expect.arrayContaining(['EUR', 'HUF', 'IDR', 'RSD', 'USD']));
  });
});

it.each([
  [250_000, 'USD', 'USD 2,500.00'],
  [250_000, 'EUR', 'EUR 2,500.00'],
  [250_000, 'JPY', 'JPY 250,000'],
  [250_000, 'KWD', 'KWD 250.000'],
  [250_000, 'IDR', 'IDR 2,500.00'],
])('names %i of the smallest unit of %s as %s', (cents, currency, text) =>
  expect(moneyText(cents, currency).replaceAll(/\s/gu, ' ')).toBe(text),
);

it('adds tickets up to the most that an order can come to', () => {
  const totalCents = (quantity: number, price_cents: number) =>
    costOf(quantity, { price_cents, fee_cents: 0, fee_paid_by: 'buyer', vat_rate_bp: 0 }).total_price_cents;
  expect(totalCents(6, 2_500)).toBe(15_000);
  for (const limit of [1, 6, 1_000]) {
    expect(totalCents(limit, highestPrice(limit))).toBeLessThanOrEqual(MOST_CENTS);
    expect(totalCents(limit, highestPrice(limit) + 1)).toBeGreaterThan(MOST_CENTS);
  }
});

it.each([
  [2_500, 99, 250, 162],
  [100, 0, 250, 3],
  [100, 0, 249, 2],
  [20, 0, 250, 1],
  [19, 0, 250, 0],
  [0, 99, 250, 0],
  [2_500, 0, 0, 0],
  [MOST_CENTS, 0, 10_000, MOST_CENTS],
])('a ticket for %i has, with %i and %i basis points, a fee of %i', (price, fee_fixed_cents, fee_percent_bp, fee) => {
  const terms = { fee_fixed_cents, fee_percent_bp };
  expect(ticketFee(price, terms)).toBe(fee);
  expect(buyersFee(price, { ...terms, fee_paid_by: 'buyer' })).toBe(fee);
  expect(buyersFee(price, { ...terms, fee_paid_by: 'organiser' })).toBe(0);
});

it.each([
  [11_900, 1_900, 1_900],
  [5_324, 1_900, 850],
  [3, 10_000, 2],
  [0, 1_900, 0],
  [11_900, 0, 0],
  [MOST_CENTS, 10_000, (MOST_CENTS + 1) / 2],
])('%i has, at %i basis points, %i of VAT in it', (cents, rateBp, vat) => expect(includedVat(cents, rateBp)).toBe(vat));

it.each([
  ['buyer' as const, { total_price_cents: 7_986, fees_cents: 486, vat_cents: 1_275, vat_rate_bp: 1_900 }],
  ['organiser' as const, { total_price_cents: 7_500, fees_cents: 0, vat_cents: 1_197, vat_rate_bp: 1_900 }],
])('three tickets whose fee the %s pays', (fee_paid_by, cost) =>
  expect(costOf(3, { price_cents: 2_500, fee_cents: 162, fee_paid_by, vat_rate_bp: 1_900 })).toEqual(cost),
);

it.each([
  [2_500, 'EUR', '25.00'],
  [29, 'USD', '0.29'],
  [0, 'USD', '0.00'],
  [2_500, 'JPY', '2500'],
  [12_345, 'KWD', '12.345'],
])('%i of the smallest unit of %s is %s', (cents, currency, amount) =>
  expect(decimalAmount(cents, currency)).toBe(amount),
);
