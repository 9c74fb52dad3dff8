import { describe, expect, it } from 'vitest';
import { selectAvailable } from './buyer.ts';

const tier = (tier_id: string, available: number) => ({
  tier_id,
  capacity: 10,
  available,
  reserved: 0,
  sold: 10 - available,
});

describe('a buyer who was told that there are not enough tickets', () => {
  it('takes what is left of the selected tier', () => {
    expect(selectAvailable([tier('standing', 9), tier('seated', 2)], { tierId: 'seated', quantity: 4 })).toEqual({
      tierId: 'seated',
      quantity: 2,
    });
  });

  it('takes the tier with the most left when the selected one is sold out', () => {
    expect(
      selectAvailable([tier('standing', 1), tier('seated', 0), tier('front', 3)], { tierId: 'seated', quantity: 2 }),
    ).toEqual({ tierId: 'front', quantity: 2 });
  });

  it('selects nothing while nothing is free', () => {
    expect(selectAvailable([tier('standing', 0)], { tierId: 'standing', quantity: 1 })).toBeUndefined();
  });
});
