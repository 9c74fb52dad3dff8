import { expect, it } from 'vitest';
import { eventStock, tierStock } from './stock-state.ts';

it.each([
  [{ capacity: 100, held: 0, sold: 89 }, 'available'],
  [{ capacity: 100, held: 30, sold: 60 }, 'few'],
  [{ capacity: 1_000, held: 0, sold: 950 }, 'few'],
  [{ capacity: 1_000, held: 0, sold: 949 }, 'available'],
  [{ capacity: 9, held: 0, sold: 1 }, 'available'],
  [{ capacity: 9, held: 1, sold: 8 }, 'none_free'],
  [{ capacity: 9, held: 0, sold: 9 }, 'sold_out'],
  [{ capacity: 0, held: 0, sold: 0 }, 'sold_out'],
] as const)('a tier of %o is %s', (stock, state) => expect(tierStock(stock)).toBe(state));

const soldOut = { capacity: 2, held: 0, sold: 2 };
const held = { capacity: 2, held: 2, sold: 0 };
const few = { capacity: 2, held: 1, sold: 0 };
const free = { capacity: 2, held: 0, sold: 0 };

it.each([
  [[], 'available'],
  [[soldOut, held, few, free], 'available'],
  [[soldOut, held, few], 'few'],
  [[soldOut, held], 'none_free'],
  [[soldOut], 'sold_out'],
] as const)('an event with %j is %s', (tiers, state) => expect(eventStock(tiers)).toBe(state));
