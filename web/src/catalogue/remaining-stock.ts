type Stock = { available: number; reserved: number };

/**
 * Whether waiting in line can lead to tickets: some are free, all are taken but some are unpaid, or all are sold.
 * No tiers means that the stock is unknown, which counts as free.
 */
export function remainingStock(tiers: readonly Stock[]): 'tickets' | 'unpaid' | 'nothing' {
  if (tiers.length === 0 || tiers.some(({ available }) => available > 0)) return 'tickets';
  return tiers.some(({ reserved }) => reserved > 0) ? 'unpaid' : 'nothing';
}

/** Whether most tickets are gone and at most ten, or a twentieth, are free. */
export const isFewLeft = ({ available, capacity }: { available: number; capacity: number }): boolean =>
  available > 0 && available <= Math.max(10, capacity / 20) && available * 2 <= capacity;
