import { expect, it } from 'vitest';
import { clampQuantity, maxQuantity } from './quantity.ts';

it.each([
  [{ available: 40, allowed: 4 }, 4],
  [{ available: 3, allowed: 4 }, 3],
  [{ available: 0, allowed: 4 }, 0],
  [{ available: 40, allowed: 0 }, 0],
  [{ available: -1, allowed: 4 }, 0],
])('allows for %o at most %i tickets', (stock, max) => expect(maxQuantity(stock)).toBe(max));

it('lowers a selected quantity to the tickets left, never below one', () => {
  expect([clampQuantity(4, 2), clampQuantity(1, 0), clampQuantity(0, 3), clampQuantity(2, 3)]).toEqual([2, 1, 1, 2]);
});
