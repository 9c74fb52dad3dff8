import { expect, it } from 'vitest';
import { remainingStock } from './remaining-stock.ts';

const tier = (available: number, reserved: number) => ({ available, reserved });

it.each([
  [[], 'tickets'],
  [[tier(0, 0), tier(1, 0)], 'tickets'],
  [[tier(0, 0), tier(0, 2)], 'unpaid'],
  [[tier(0, 0), tier(0, 0)], 'nothing'],
] as const)('the remaining stock of %j is %s', (tiers, left) => expect(remainingStock(tiers)).toBe(left));
