import type { WatchedReservation } from './sale.ts';

/** Where a reservation stands, in words: a hold that is being paid for is something else than one that is only held. */
export function stateOf({ status, checkout_status }: Pick<WatchedReservation, 'status' | 'checkout_status'>): string {
  if (status === 'active') return checkout_status === 'pending' ? 'In checkout' : 'Held';
  if (status === 'converted') return 'Sold';
  if (status === 'expired') return 'Ran out';
  return checkout_status === 'failed' ? 'Payment declined' : 'Given back';
}
