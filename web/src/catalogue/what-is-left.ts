type Stock = { available: number; reserved: number };

/** Whether a place in line can lead to tickets: some are free, all are taken but not paid for, or nothing can come back. Unknown stock is not empty. */
export function whatIsLeft(tiers: readonly Stock[]): 'tickets' | 'unpaid' | 'nothing' {
  if (tiers.length === 0 || tiers.some(({ available }) => available > 0)) return 'tickets';
  return tiers.some(({ reserved }) => reserved > 0) ? 'unpaid' : 'nothing';
}
