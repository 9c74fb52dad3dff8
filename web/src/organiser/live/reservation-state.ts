import type { LiveReservation } from './sale.ts';

/** The state of a reservation in words. A hold with a checkout session is named differently from one without. */
export function reservationState({
  status,
  checkout_status,
}: Pick<LiveReservation, 'status' | 'checkout_status'>): string {
  if (status === 'active') return checkout_status === 'pending' ? 'In checkout' : 'Held';
  if (status === 'converted') return 'Sold';
  if (status === 'expired') return 'Ran out';
  return checkout_status === 'failed' ? 'Payment declined' : 'Given back';
}
