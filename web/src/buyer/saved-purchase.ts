import { browserStorage } from './browser-storage.ts';

/**
 * The idempotency key of one checkout and the session that it opened. It is kept until the buyer requests the next
 * hold, so that every tab can read how the purchase ended.
 */
export type CheckoutIntent = { reservationId: string; key: string; sessionId?: string };

/**
 * What this browser saves about one event: the ids to ask the server about, never the server's answers.
 * `reserving`: a hold was requested and is not known to have ended. `firstPosition`: where the progress bar in the
 * waiting room starts.
 */
export type SavedPurchase = { token?: string; firstPosition?: number; reserving?: true; checkout?: CheckoutIntent };

const storageKey = (eventId: string) => `ticketdrop:visit:${eventId}`;

export function readSavedPurchase(eventId: string): SavedPurchase {
  try {
    const saved: unknown = JSON.parse(browserStorage.read(storageKey(eventId)) ?? '{}');
    return typeof saved === 'object' && saved !== null ? saved : {};
  } catch {
    return {};
  }
}

function save(eventId: string, purchase: SavedPurchase): void {
  browserStorage.write(storageKey(eventId), JSON.stringify(purchase));
}

/** Saves the token of a place in line. For the token that is saved already, its first position stays. */
export function saveToken(eventId: string, token: string): void {
  const purchase = readSavedPurchase(eventId);
  if (purchase.token !== token) save(eventId, { ...withoutPlace(purchase), token });
}

export function removeToken(eventId: string): void {
  save(eventId, withoutPlace(readSavedPurchase(eventId)));
}

function withoutPlace(purchase: SavedPurchase): SavedPurchase {
  const { token: _, firstPosition: __, ...rest } = purchase;
  return rest;
}

/** The first known position of this place in line, from which the progress bar measures. */
export function firstPosition(eventId: string, position: number): number {
  const purchase = readSavedPurchase(eventId);
  if (purchase.firstPosition !== undefined && purchase.firstPosition >= position) return purchase.firstPosition;
  save(eventId, { ...purchase, firstPosition: position });
  return position;
}

/**
 * Marks that a hold is being requested, before the request is sent, because its response may get lost. The checkout of
 * an earlier purchase is removed.
 */
export function startReserving(eventId: string): void {
  const { checkout: _, ...rest } = readSavedPurchase(eventId);
  save(eventId, { ...rest, reserving: true });
}

/** Marks that no hold is active any more. The checkout intent stays, so that a reload can still show how it ended. */
export function stopReserving(eventId: string): void {
  const { reserving: _, ...rest } = readSavedPurchase(eventId);
  save(eventId, rest);
}

/** The intent to pay for a reservation, saved before it is first sent, so that a repeated request has the same key. */
export function checkoutIntent(eventId: string, reservationId: string): CheckoutIntent {
  const purchase = readSavedPurchase(eventId);
  if (purchase.checkout?.reservationId === reservationId) return purchase.checkout;
  const checkout = { reservationId, key: crypto.randomUUID() };
  save(eventId, { ...purchase, checkout });
  return checkout;
}

export function saveSession(eventId: string, checkout: CheckoutIntent, sessionId: string): void {
  save(eventId, { ...readSavedPurchase(eventId), checkout: { ...checkout, sessionId } });
}
