import type { InferResponseType } from 'hono/client';
import { readSavedPurchase, startReserving, stopReserving } from '../buyer/saved-purchase.ts';
import { api, responseBody, responseBodyIfFound } from '../http/api.ts';

const reservations = api.events[':id'].reservations;

/** The buyer's active reservation at one event. */
export type Hold = InferResponseType<typeof reservations.$get, 200>;

/** The fields that the pages show; both a hold and its checkout session have them. */
export type ReservationSummary = Pick<
  Hold,
  'id' | 'tier_name' | 'quantity' | 'price_cents' | 'total_price_cents' | 'expires_at'
>;

/** The active hold, or undefined. Sends a request only if this browser has requested a hold, which most never do. */
export async function findHold(eventId: string): Promise<Hold | undefined> {
  const { reserving, token } = readSavedPurchase(eventId);
  if (!reserving) return undefined;
  const hold = await responseBodyIfFound(reservations.$get({ param: { id: eventId }, query: token ? { token } : {} }));
  if (!hold) stopReserving(eventId);
  return hold;
}

/**
 * Holds tickets for a few minutes. A repeated request after a lost response fails with a problem that carries the
 * reservation of the first one.
 */
export function holdTickets(eventId: string, tierId: string, quantity: number) {
  startReserving(eventId);
  return responseBody(
    reservations.$post({
      param: { id: eventId },
      json: { tier_id: tierId, quantity, token: readSavedPurchase(eventId).token ?? '' },
    }),
  );
}

export function giveBack(eventId: string, reservationId: string) {
  return responseBody(reservations[':reservationId'].$delete({ param: { id: eventId, reservationId } }));
}
