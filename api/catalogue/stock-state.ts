/**
 * What is left, as buyers are told, from the best to the worst: `none_free` while everything is taken and some of it is
 * not paid for, because holds that nobody pays for come back.
 */
export const stockStates = ['available', 'few', 'none_free', 'sold_out'] as const;
export type StockState = (typeof stockStates)[number];

type Stock = { capacity: number; held: number; sold: number };

/** `few`: most tickets of the tier are gone, and at most ten, or a twentieth, are free. */
export function tierStock({ capacity, held, sold }: Stock): StockState {
  const free = capacity - held - sold;
  if (free <= 0) return held > 0 ? 'none_free' : 'sold_out';
  return free <= Math.max(10, capacity / 20) && free * 2 <= capacity ? 'few' : 'available';
}

/** The best state of any tier. An event without tiers has nothing to be sold out. */
export function eventStock(tiers: readonly Stock[]): StockState {
  const states = new Set(tiers.map(tierStock));
  return stockStates.find((state) => states.has(state)) ?? 'available';
}
