import { expect, it } from 'vitest';
import { mostOf, within } from './quantity.ts';

it.each([
  [{ available: 40, per_user_limit: 4 }, 4],
  [{ available: 3, per_user_limit: 4 }, 3],
  [{ available: 0, per_user_limit: 4 }, 0],
  [{ available: -1, per_user_limit: 4 }, 0],
])('of %o at most %i can be taken', (stock, most) => expect(mostOf(stock)).toBe(most));

it('lowers a wish to what is left, never below one', () => {
  expect([within(4, 2), within(1, 0), within(0, 3), within(2, 3)]).toEqual([2, 1, 1, 2]);
});
