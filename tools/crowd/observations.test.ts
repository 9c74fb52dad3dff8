import { describe, expect, it } from 'vitest';
import { Observations, percentile } from './observations.ts';

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

describe('the observations', () => {
  it('keep one example and the number of each contract violation', () => {
    const observations = new Observations();
    observations.recordContractViolation('a position grew', '3 → 4');
    observations.recordContractViolation('a position grew', '5 → 9');
    expect(observations.contractViolations).toEqual([{ what: 'a position grew', count: 2, example: '3 → 4' }]);
  });
});
