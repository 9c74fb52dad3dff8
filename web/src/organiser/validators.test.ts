import { describe, expect, it } from 'vitest';
import { dateTime, price, requiredText, seconds, timeZone, wholeNumber } from './validators.ts';

describe('a price', () => {
  it.each([
    ['USD', ['0', '25', '25.50', '25,5'], 'Only an amount such as 25 or 25.50.', ['free', '-1', '25.505', '1,500']],
    ['JPY', ['0', '2500'], 'JPY has no decimals: only a whole amount such as 2500.', ['25.00', '2,500', 'free']],
    [
      'KWD',
      ['0', '2.5', '2.505'],
      'Only an amount such as 25 or 25.500, with a point before the decimals.',
      ['1,500', '2.5050'],
    ],
  ])('in %s is an amount with the decimals of the currency', (currency, valid, message, invalid) => {
    for (const typed of valid) expect(price(currency, '6')(typed), typed).toBeUndefined();
    for (const typed of invalid) expect(price(currency, '6')(typed), typed).toBe(message);
    expect(price(currency, '6')(' ')).toBe('Please give a price; 0 is free.');
  });

  it('lets no order come to more than can be counted', () => {
    expect(price('JPY', '10')('214748364')).toBeUndefined();
    expect(price('JPY', '10')('214748365')).toBe('At most JP¥214,748,364 where one buyer can have 10.');
    expect(price('USD', '1')('21474836.47')).toBeUndefined();
    expect(price('USD', 'some')('21474836.48')).toMatch(/^At most US\$21,474,836\.47/);
  });
});

it('accepts a whole number within its bounds, and an empty field where that is allowed', () => {
  expect(wholeNumber(1, 10)('10')).toBeUndefined();
  for (const typed of ['', '0', '11', '1.5', 'ten', '1e1'])
    expect(wholeNumber(1, 10)(typed), typed).toBeTypeOf('string');
  expect(wholeNumber(1, 10, true)('')).toBeUndefined();
});

it('accepts seconds with one decimal', () => {
  for (const typed of ['0.1', '30', '86400']) expect(seconds(0.1, 86_400)(typed), typed).toBeUndefined();
  for (const typed of ['', '0', '0.05', '1,5', '86401'])
    expect(seconds(0.1, 86_400)(typed), typed).toBeTypeOf('string');
});

it('requires a text that is not blank and not too long', () => {
  expect(requiredText(5)('  Rock ')).toBeUndefined();
  for (const typed of ['', '   ', 'Opera!']) expect(requiredText(5)(typed), typed).toBeTypeOf('string');
});

it('accepts a date with a time, and the name of a time zone or none', () => {
  expect(dateTime('2026-12-24T20:15')).toBeUndefined();
  for (const typed of ['', 'soon']) expect(dateTime(typed), typed).toBeTypeOf('string');
  for (const typed of ['', 'UTC', ' Europe/Berlin ']) expect(timeZone(typed), typed).toBeUndefined();
  for (const typed of ['Berlin', 'Europe/Atlantis']) expect(timeZone(typed), typed).toBeTypeOf('string');
});
