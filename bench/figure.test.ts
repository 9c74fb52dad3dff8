import { describe, expect, it } from 'vitest';
import { figure, keepsGoal, median, ratios } from './figure.ts';

describe('a figure', () => {
  it('is the median of its rounds, so that one bad moment of the machine does not count', () => {
    expect(median([3, 900, 1])).toBe(3);
    expect(median([4, 2])).toBe(3);
    expect(() => median([])).toThrow('Nothing was measured');
  });

  it('stands beside its limits', () => {
    expect(
      ratios(
        figure('joins', '/s', [30], {
          limits: [
            { name: 'a', value: 60 },
            { name: 'b', value: 40 },
          ],
        }),
      ),
    ).toEqual([0.5, 0.75]);
  });

  it('is judged by itself or by its ratio, and equal is enough', () => {
    const limits = [{ name: 'limit', value: 100 }];
    expect(keepsGoal(figure('a', '/s', [80], { limits, goal: { of: 'ratio', at: 'least', value: 0.8 } }))).toBe(true);
    expect(keepsGoal(figure('a', '/s', [79], { limits, goal: { of: 'ratio', at: 'least', value: 0.8 } }))).toBe(false);
    expect(keepsGoal(figure('a', 'ms', [251], { goal: { of: 'value', at: 'most', value: 250 } }))).toBe(false);
    expect(keepsGoal(figure('a', 'ms', [1]))).toBeUndefined();
    expect(() => keepsGoal(figure('a', '/s', [1], { goal: { of: 'ratio', at: 'least', value: 1 } }))).toThrow(
      'no limit',
    );
  });
});
