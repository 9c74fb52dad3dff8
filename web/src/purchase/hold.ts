import type { InferResponseType } from 'hono/client';
import { readVisit, startReserving, stopReserving } from '../buyer/visit.ts';
import { answerIfAny, answerOf, api } from '../http/api.ts';

const reservations = api.events[':id'].reservations;

/** The buyer's active reservation at one event. */
export type Hold = InferResponseType<typeof reservations.$get, 200>;

/** What a buyer must know of held tickets; a hold has it, and the session that pays for it. */
export type Bill = Pick<Hold, 'id' | 'tier_name' | 'quantity' | 'price_cents' | 'total_price_cents' | 'expires_at'>;

/** The active hold, or nothing. Asks only where this browser has asked for one: most visitors never have. */
export async function findHold(eventId: string): Promise<Hold | undefined> {
  const { reserving, token } = readVisit(eventId);
  if (!reserving) return undefined;
  const hold = await answerIfAny(reservations.$get({ param: { id: eventId }, query: token ? { token } : {} }));
  if (!hold) stopReserving(eventId);
  return hold;
}

/** Holds tickets for a few minutes. A repeat whose first answer was lost is refused with the reservation that the first one made. */
export function holdTickets(eventId: string, tierId: string, quantity: number) {
  startReserving(eventId);
  return answerOf(
    reservations.$post({
      param: { id: eventId },
      json: { tier_id: tierId, quantity, token: readVisit(eventId).token ?? '' },
    }),
  );
}

export function giveBack(eventId: string, reservationId: string) {
  return answerOf(reservations[':reservationId'].$delete({ param: { id: eventId, reservationId } }));
}
