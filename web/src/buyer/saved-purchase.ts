import { browserStorage } from './browser-storage.ts';
import { isSame, noContact, type Contact } from './contact.ts';

/**
 * The idempotency key of one checkout, the contact that was sent with it, if any, and the session that it opened. It is
 * kept until the buyer requests the next hold, so that every tab can read how the purchase ended. `paymentSent`: a card
 * was given to the payment provider and its outcome is not known, also after a closed tab or the bank's page.
 */
export type CheckoutIntent = {
  reservationId: string;
  key: string;
  contact?: Contact;
  sessionId?: string;
  paymentSent?: true;
};

/**
 * What this browser saves about one event: the ids to ask the server about, never the server's answers.
 * `reserving`: a hold was requested and is not known to have ended. `reserved`: a hold was requested at some time, so
 * there may be tickets. `firstPosition`: where the progress bar in the waiting room starts.
 */
export type SavedPurchase = {
  token?: string;
  firstPosition?: number;
  reserving?: true;
  reserved?: true;
  checkout?: CheckoutIntent;
};

const prefix = 'ticketdrop:visit:';
const storageKey = (eventId: string) => `${prefix}${eventId}`;

export const readSavedPurchase = (eventId: string): SavedPurchase => parse(browserStorage.read(storageKey(eventId)));

/** The events about which this browser has saved something. */
export const savedEventIds = (): string[] => browserStorage.keys(prefix).map((key) => key.slice(prefix.length));

function parse(text: string | null | undefined): SavedPurchase {
  try {
    const saved: unknown = JSON.parse(text ?? '{}');
    return typeof saved === 'object' && saved !== null ? saved : {};
  } catch {
    return {};
  }
}

function save(eventId: string, purchase: SavedPurchase): void {
  browserStorage.write(storageKey(eventId), JSON.stringify(purchase));
}

/** Event ids with the functions to call when a new place is saved for them in this tab. */
const placeListeners = new Map<string, Set<() => void>>();

/**
 * Calls `onPlace` whenever another place is saved for the event, in this tab or in another one.
 * @returns a function that ends it.
 */
export function onNewPlace(eventId: string, onPlace: () => void): () => void {
  const listeners = placeListeners.get(eventId) ?? new Set();
  placeListeners.set(eventId, listeners.add(onPlace));
  const onStorage = ({ key, oldValue, newValue }: StorageEvent) => {
    const { token } = parse(newValue);
    if (key === storageKey(eventId) && token && token !== parse(oldValue).token) onPlace();
  };
  addEventListener('storage', onStorage);
  return () => {
    listeners.delete(onPlace);
    removeEventListener('storage', onStorage);
  };
}

/** Saves the token of a place in line. For the token that is saved already, its first position stays. */
export function saveToken(eventId: string, token: string): void {
  const purchase = readSavedPurchase(eventId);
  if (purchase.token === token) return;
  save(eventId, { ...withoutPlace(purchase), token });
  for (const onPlace of placeListeners.get(eventId) ?? []) onPlace();
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
  save(eventId, { ...rest, reserving: true, reserved: true });
}

/** Marks that no hold is active any more. The checkout intent stays, so that a reload can still show how it ended. */
export function stopReserving(eventId: string): void {
  const { reserving: _, ...rest } = readSavedPurchase(eventId);
  save(eventId, rest);
}

/**
 * The intent to pay for a reservation, saved before it is first sent, so that a repeated request has the same key. With
 * another contact it is another request, for the session that was opened before.
 */
export function checkoutIntent(eventId: string, reservationId: string, contact = noContact): CheckoutIntent {
  const purchase = readSavedPurchase(eventId);
  const before = purchase.checkout?.reservationId === reservationId ? purchase.checkout : undefined;
  if (before && isSame(before.contact ?? noContact, contact)) return before;
  const isGiven = before?.contact !== undefined || !isSame(contact, noContact);
  const checkout = {
    reservationId,
    key: crypto.randomUUID(),
    ...(isGiven && { contact }),
    ...(before?.sessionId !== undefined && { sessionId: before.sessionId }),
    ...(before?.paymentSent && { paymentSent: before.paymentSent }),
  };
  save(eventId, { ...purchase, checkout });
  return checkout;
}

export function saveSession(eventId: string, checkout: CheckoutIntent, sessionId: string): void {
  save(eventId, { ...readSavedPurchase(eventId), checkout: { ...checkout, sessionId } });
}

/** Marks that a card is being given to the payment provider, before it is, or that this try is over. */
export function markPaymentSent(eventId: string, isSent: boolean): void {
  const { checkout, ...rest } = readSavedPurchase(eventId);
  if (!checkout) return;
  const { paymentSent: _, ...intent } = checkout;
  save(eventId, { ...rest, checkout: isSent ? { ...intent, paymentSent: true } : intent });
}
