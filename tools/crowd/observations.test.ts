import { describe, expect, it } from 'vitest';
import { percentile, Tally } from './observations.ts';

describe('percentiles', () => {
  it('are by nearest rank, whatever the order of the numbers', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(percentile(hundred, 0.5)).toBe(50);
    expect(percentile(hundred, 0.99)).toBe(99);
    expect(percentile(hundred, 1)).toBe(100);
    expect(percentile([3, 1, 2], 0.99)).toBe(3);
    expect(percentile([5], 0)).toBe(5);
  });

  it('are unknown for no numbers', () => {
    expect(percentile([], 0.5)).toBeUndefined();
  });
});

describe('the tally', () => {
  it('keeps one example and the number of each oddity', () => {
    const tally = new Tally();
    tally.odd('a position grew', '3 → 4');
    tally.odd('a position grew', '5 → 9');
    expect(tally.oddities).toEqual([{ what: 'a position grew', count: 2, example: '3 → 4' }]);
  });
});
