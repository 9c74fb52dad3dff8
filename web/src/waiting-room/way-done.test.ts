import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { wayDone } from './way-done.ts';

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
])('from %i at %i it is %d', (first, position, done) => expect(wayDone(first, position)).toBe(done));

it('only grows while the position falls, from nothing to all of it', () => {
  const place = fc.nat(100_000);
  fc.assert(
    fc.property(place, place, place, (first, one, other) => {
      const [nearer, farther] = [Math.min(one, other), Math.max(one, other)];
      expect(wayDone(first, nearer)).toBeGreaterThanOrEqual(wayDone(first, farther));
      expect(wayDone(first, one)).toBeGreaterThanOrEqual(0);
      expect(wayDone(first, one)).toBeLessThanOrEqual(1);
    }),
  );
});
