import { expect, it } from 'vitest';
import { whatIsLeft } from './what-is-left.ts';

const tier = (available: number, reserved: number) => ({ available, reserved });

it.each([
  [[], 'tickets'],
  [[tier(0, 0), tier(1, 0)], 'tickets'],
  [[tier(0, 0), tier(0, 2)], 'unpaid'],
  [[tier(0, 0), tier(0, 0)], 'nothing'],
] as const)('of %j there is left: %s', (tiers, left) => expect(whatIsLeft(tiers)).toBe(left));
