import { describe, expect, it } from 'vitest';
import { currencies } from './currencies.ts';
import { decimalsOf, highestPrice, MOST_CENTS, moneyText, totalCents, decimalAmount } from './money.ts';

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
  expect(totalCents(6, 2_500)).toBe(15_000);
  for (const limit of [1, 6, 1_000]) {
    expect(totalCents(limit, highestPrice(limit))).toBeLessThanOrEqual(MOST_CENTS);
    expect(totalCents(limit, highestPrice(limit) + 1)).toBeGreaterThan(MOST_CENTS);
  }
});

it.each([
  [2_500, 'EUR', '25.00'],
  [29, 'USD', '0.29'],
  [0, 'USD', '0.00'],
  [2_500, 'JPY', '2500'],
  [12_345, 'KWD', '12.345'],
])('%i of the smallest unit of %s is %s', (cents, currency, amount) =>
  expect(decimalAmount(cents, currency)).toBe(amount),
);
