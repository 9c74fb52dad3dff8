import { describe, expect, it, vi } from 'vitest';
import { decimalAmount } from '../../../money.ts';
import { money, parseAmount } from './money.ts';

/** The same module for a reader of another English; the formats of the last reader are forgotten. */
async function moneyFor(language: string) {
  vi.resetModules();
  vi.stubGlobal('navigator', { languages: [language] });
  return (await import('./money.ts')).money;
}

/** Whatever kind of space separates a code from its amount. */
const plain = (text: string) => text.replaceAll(/\s/gu, ' ');

describe('money', () => {
  it.each([
    [5_000, 'USD', 'US$50.00'],
    [5_000, 'EUR', '€50.00'],
    [5_000, 'GBP', '£50.00'],
    [5_000, 'JPY', 'JP¥5,000'],
    [5_000, 'KWD', 'KWD 5.000'],
    [2_147_483_647, 'IDR', 'IDR 21,474,836.47'],
    [2_147_483_647, 'VND', '₫2,147,483,647'],
    [0, 'SEK', 'SEK 0.00'],
  ])('%i of the smallest unit of %s is %s for a British reader', (cents, currency, text) =>
    expect(plain(money(cents, currency))).toBe(text),
  );

  it.each([
    ['en-US', 'USD', 'US$50.00'],
    ['en-US', 'JPY', 'JP¥5,000'],
    ['en-US', 'EUR', '€50.00'],
    ['en-CA', 'CAD', 'CA$50.00'],
    ['en-CA', 'USD', 'US$50.00'],
    ['en-AU', 'AUD', 'A$50.00'],
    ['en-SE', 'SEK', 'SEK 50.00'],
    ['en-IN', 'INR', '₹50.00'],
  ])('names the country to a reader of %s whose own symbol several have: %s', async (language, currency, text) => {
    const moneyOfReader = await moneyFor(language);
    expect(plain(moneyOfReader(5_000, currency))).toBe(text);
  });
});

describe('an amount that is typed', () => {
  it.each([
    ['25', 'USD', 2_500],
    ['25.5', 'USD', 2_550],
    [' 0.29 ', 'EUR', 29],
    ['1234,50', 'EUR', 123_450],
    ['0', 'JPY', 0],
    ['2500', 'JPY', 2_500],
    ['2.5', 'KWD', 2_500],
    ['2.505', 'KWD', 2_505],
    ['21474836.47', 'USD', 2_147_483_647],
  ])('%s in %s is %i of its smallest unit', (typed, currency, cents) =>
    expect(parseAmount(typed, currency)).toBe(cents),
  );

  it.each([
    ['', 'USD'],
    ['free', 'USD'],
    ['-1', 'USD'],
    ['1.234', 'USD'],
    ['1,234', 'EUR'],
    ['25.00', 'JPY'],
    ['2,500', 'JPY'],
    ['1.2345', 'KWD'],
    ['1,500', 'KWD'],
    ['1,5', 'KWD'],
  ])('"%s" is no amount in %s', (typed, currency) => expect(parseAmount(typed, currency)).toBeUndefined());

  it.each(['USD', 'EUR', 'JPY', 'KWD'])('is parsed back from its text in %s', (currency) => {
    for (const cents of [0, 1, 29, 4_205, 2_147_483_647])
      expect(parseAmount(decimalAmount(cents, currency), currency)).toBe(cents);
  });

  it('has the decimals of its currency', () => {
    expect(['USD', 'JPY', 'KWD'].map((currency) => decimalAmount(2_500, currency))).toEqual(['25.00', '2500', '2.500']);
  });
});
