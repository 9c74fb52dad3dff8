import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { lineProgress } from './line-progress.ts';

it.each([
  [200, 200, 0],
  [200, 50, 0.75],
  [200, 0, 1],
  [1, 1, 0],
  [0, 0, 1],
  [10, 20, 0],
  [0, 3, 1],
  [-1, 3, 1],
  [4, -1, 1],
])('from position %i, position %i is a progress of %d', (first, position, progress) =>
  expect(lineProgress(first, position)).toBe(progress),
);

it('grows while the position falls, and stays between 0 and 1', () => {
  const place = fc.nat(100_000);
  fc.assert(
    fc.property(place, place, place, (first, one, other) => {
      const [nearer, farther] = [Math.min(one, other), Math.max(one, other)];
      expect(lineProgress(first, nearer)).toBeGreaterThanOrEqual(lineProgress(first, farther));
      expect(lineProgress(first, one)).toBeGreaterThanOrEqual(0);
      expect(lineProgress(first, one)).toBeLessThanOrEqual(1);
    }),
  );
});
