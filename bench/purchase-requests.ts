import { randomUUID } from 'node:crypto';
import type { Target } from './load/vegeta.ts';
import type { Drop } from './organiser-client.ts';
import type { WaitingBuyer } from './waiting-crowd.ts';

/** A row of Postgres that belongs to a buyer. */
type Owned = { id: string; buyer_id: string };

/** The requests of a purchase of one ticket, in their order. */
export const purchaseRequests = (apiUrl: string) => ({
  reserve: ({ eventId, tierId }: Drop, { buyerId, token }: WaitingBuyer): Target => ({
    method: 'POST',
    url: `${apiUrl}/events/${eventId}/reservations`,
    headers: { 'X-User-Id': buyerId },
    body: { tier_id: tierId, quantity: 1, token },
  }),

  checkout: ({ id, buyer_id }: Owned): Target => ({
    method: 'POST',
    url: `${apiUrl}/checkout/sessions`,
    headers: { 'X-User-Id': buyer_id, 'Idempotency-Key': randomUUID() },
    body: { reservation_id: id },
  }),

  confirm: ({ id, buyer_id }: Owned): Target => ({
    method: 'POST',
    url: `${apiUrl}/checkout/confirm`,
    headers: { 'X-User-Id': buyer_id },
    body: { checkout_id: id, simulate: 'success' },
  }),
});
