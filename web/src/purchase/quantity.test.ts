import { expect, it } from 'vitest';
import { clampQuantity, maxQuantity } from './quantity.ts';

it.each([
  [{ available: 40, per_user_limit: 4 }, 4],
  [{ available: 3, per_user_limit: 4 }, 3],
  [{ available: 0, per_user_limit: 4 }, 0],
  [{ available: -1, per_user_limit: 4 }, 0],
])('allows for %o at most %i tickets', (stock, max) => expect(maxQuantity(stock)).toBe(max));

it('lowers a selected quantity to the tickets left, never below one', () => {
  expect([clampQuantity(4, 2), clampQuantity(1, 0), clampQuantity(0, 3), clampQuantity(2, 3)]).toEqual([2, 1, 1, 2]);
});
