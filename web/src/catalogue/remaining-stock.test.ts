import { expect, it } from 'vitest';
import { isFewLeft, remainingStock } from './remaining-stock.ts';

const tier = (available: number, reserved: number) => ({ available, reserved });

it.each([
  [[], 'tickets'],
  [[tier(0, 0), tier(1, 0)], 'tickets'],
  [[tier(0, 0), tier(0, 2)], 'unpaid'],
  [[tier(0, 0), tier(0, 0)], 'nothing'],
] as const)('the remaining stock of %j is %s', (tiers, left) => expect(remainingStock(tiers)).toBe(left));

it.each([
  [{ available: 0, capacity: 100 }, false],
  [{ available: 10, capacity: 100 }, true],
  [{ available: 11, capacity: 100 }, false],
  [{ available: 50, capacity: 1_000 }, true],
  [{ available: 51, capacity: 1_000 }, false],
  [{ available: 8, capacity: 9 }, false],
])('of %o few are left: %s', (stock, few) => expect(isFewLeft(stock)).toBe(few));
