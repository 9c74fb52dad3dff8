import { describe, expect, it } from 'vitest';
import {
  dateTime,
  formatCents,
  parseCents,
  price,
  requiredText,
  seconds,
  timeZone,
  wholeNumber,
} from './validators.ts';

describe('a price', () => {
  it.each([
    ['25', 2_500],
    ['25.5', 2_550],
    ['0.29', 29],
    ['1234,50', 123_450],
    ['0', 0],
  ])('%s is %i cents', (typed, cents) => expect(parseCents(typed)).toBe(cents));

  it('is invalid if it is not an amount, or too high', () => {
    for (const typed of ['', 'free', '-1', '1.234', '20000.01'])
      expect(price(2_000_000)(typed), typed).toBeTypeOf('string');
    expect(price(2_000_000)('20000')).toBeUndefined();
  });

  it('is parsed back from its formatted text', () => expect(parseCents(formatCents(4_205))).toBe(4_205));
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
