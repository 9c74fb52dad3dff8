import { shelf } from './shelf.ts';

/** The idempotency key of one wish to buy, kept until the next wish so that every tab learns how it ended, and the session it led to. */
export type CheckoutIntent = { reservationId: string; key: string; sessionId?: string };

/**
 * What to ask the server about, never what it would answer. `reserving`: a hold was asked for and is not known to have ended.
 * `firstPosition`: where the bar in the waiting room starts.
 */
export type Visit = { token?: string; firstPosition?: number; reserving?: true; checkout?: CheckoutIntent };

const place = (eventId: string) => `ticketdrop:visit:${eventId}`;

export function readVisit(eventId: string): Visit {
  try {
    const kept: unknown = JSON.parse(shelf.read(place(eventId)) ?? '{}');
    return typeof kept === 'object' && kept !== null ? kept : {};
  } catch {
    return {};
  }
}

function keep(eventId: string, visit: Visit): void {
  shelf.write(place(eventId), JSON.stringify(visit));
}

/** A place in line begins; where it is the same one as before, what is known of it stays. */
export function keepToken(eventId: string, token: string): void {
  const visit = readVisit(eventId);
  if (visit.token !== token) keep(eventId, { ...withoutPlace(visit), token });
}

export function dropToken(eventId: string): void {
  keep(eventId, withoutPlace(readVisit(eventId)));
}

function withoutPlace(visit: Visit): Visit {
  const { token: _, firstPosition: __, ...purchase } = visit;
  return purchase;
}

/** The position this place had when it was first seen, from which the bar measures. */
export function firstPosition(eventId: string, position: number): number {
  const visit = readVisit(eventId);
  if (visit.firstPosition !== undefined && visit.firstPosition >= position) return visit.firstPosition;
  keep(eventId, { ...visit, firstPosition: position });
  return position;
}

/** A new wish: noted before it is sent, because its answer may get lost. Whatever was bought before is another matter. */
export function startReserving(eventId: string): void {
  const { checkout: _, ...rest } = readVisit(eventId);
  keep(eventId, { ...rest, reserving: true });
}

/** No hold is running any more. The intent stays, so that a reload still tells how it ended. */
export function stopReserving(eventId: string): void {
  const { reserving: _, ...rest } = readVisit(eventId);
  keep(eventId, rest);
}

/** The intent to pay for a reservation: made and kept before it is first sent, so that a repeat says the same key. */
export function checkoutIntent(eventId: string, reservationId: string): CheckoutIntent {
  const visit = readVisit(eventId);
  if (visit.checkout?.reservationId === reservationId) return visit.checkout;
  const checkout = { reservationId, key: crypto.randomUUID() };
  keep(eventId, { ...visit, checkout });
  return checkout;
}

export function keepSession(eventId: string, checkout: CheckoutIntent, sessionId: string): void {
  keep(eventId, { ...readVisit(eventId), checkout: { ...checkout, sessionId } });
}
