import { describe, expect, it } from 'vitest';
import { retryDelay, withJitter } from './poll-interval.ts';

describe('the retry delay', () => {
  it('doubles up to half a minute', () => {
    expect([1, 2, 3, 9].map((failures) => retryDelay(failures, undefined))).toEqual([1_000, 2_000, 4_000, 30_000]);
  });

  it('is never shorter than the server’s Retry-After', () => {
    expect(retryDelay(1, 42)).toBe(42_000);
    expect(withJitter(42_000, () => 0)).toBe(42_000);
  });
});

it('spreads requests over a quarter of the interval', () => {
  expect(withJitter(8_000, () => 0.999)).toBeCloseTo(9_998, 0);
  expect(withJitter(0, () => 0.5)).toBe(200);
});
