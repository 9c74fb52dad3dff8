import { describe, expect, it } from 'vitest';
import { figure, meetsGoal, median, ratios } from './figure.ts';

describe('a figure', () => {
  it('is the median of its rounds, so that one slow round does not count', () => {
    expect(median([3, 900, 1])).toBe(3);
    expect(median([4, 2])).toBe(3);
    expect(() => median([])).toThrow('Nothing was measured');
  });

  it('is divided by each of its limits', () => {
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

  it('meets a goal of its value or of its ratio; equal is enough', () => {
    const limits = [{ name: 'limit', value: 100 }];
    expect(meetsGoal(figure('a', '/s', [80], { limits, goal: { of: 'ratio', at: 'least', value: 0.8 } }))).toBe(true);
    expect(meetsGoal(figure('a', '/s', [79], { limits, goal: { of: 'ratio', at: 'least', value: 0.8 } }))).toBe(false);
    expect(meetsGoal(figure('a', 'ms', [251], { goal: { of: 'value', at: 'most', value: 250 } }))).toBe(false);
    expect(meetsGoal(figure('a', 'ms', [1]))).toBeUndefined();
    expect(() => meetsGoal(figure('a', '/s', [1], { goal: { of: 'ratio', at: 'least', value: 1 } }))).toThrow(
      'no limit',
    );
  });
});
