import { describe, expect, it } from 'vitest';
import { asMoment, asPrice, centsOf, momentOf, price, seconds, text, whole } from './checks.ts';

describe('a price', () => {
  it.each([
    ['25', 2_500],
    ['25.5', 2_550],
    ['0.29', 29],
    ['1234,50', 123_450],
    ['0', 0],
  ])('typed as %s is %i cents', (typed, cents) => expect(centsOf(typed)).toBe(cents));

  it('is refused where it is none, or too high', () => {
    for (const typed of ['', 'free', '-1', '1.234', '20000.01'])
      expect(price(2_000_000)(typed), typed).toBeTypeOf('string');
    expect(price(2_000_000)('20000')).toBeUndefined();
  });

  it('is written the way it is read', () => expect(centsOf(asPrice(4_205))).toBe(4_205));
});

it('knows a whole number within its bounds, and an empty field where that means something', () => {
  expect(whole(1, 10)('10')).toBeUndefined();
  for (const typed of ['', '0', '11', '1.5', 'ten', '1e1']) expect(whole(1, 10)(typed), typed).toBeTypeOf('string');
  expect(whole(1, 10, true)('')).toBeUndefined();
});

it('knows seconds down to a tenth', () => {
  for (const typed of ['0.1', '30', '86400']) expect(seconds(0.1, 86_400)(typed), typed).toBeUndefined();
  for (const typed of ['', '0', '0.05', '1,5', '86401'])
    expect(seconds(0.1, 86_400)(typed), typed).toBeTypeOf('string');
});

it('wants a name that is no blank and fits', () => {
  expect(text(5)('  Rock ')).toBeUndefined();
  for (const typed of ['', '   ', 'Opera!']) expect(text(5)(typed), typed).toBeTypeOf('string');
});

it('reads a moment as it wrote it, to the minute', () => {
  const iso = momentOf('2026-12-24T20:15')!;
  expect(asMoment(iso)).toBe('2026-12-24T20:15');
  expect(momentOf('')).toBeUndefined();
  expect(momentOf('soon')).toBeUndefined();
});
