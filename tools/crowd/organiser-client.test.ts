import { expect, it } from 'vitest';
import { tiersOf } from './organiser-client.ts';

it.each([1, 9, 10, 11, 100, 100_000])(
  'makes tiers that add up to exactly %i tickets, none of them empty',
  (tickets) => {
    const tiers = tiersOf(tickets);
    expect(tiers.reduce((total, { capacity }) => total + capacity, 0)).toBe(tickets);
    expect(tiers.every(({ capacity }) => capacity > 0)).toBe(true);
  },
);
