import type { InferResponseType } from 'hono/client';
import type { Contact } from '../buyer/contact.ts';
import { checkoutIntent, readSavedPurchase, saveSession, stopReserving } from '../buyer/saved-purchase.ts';
import { api, responseBody, responseBodyIfFound } from '../http/api.ts';
import { serverNow } from '../http/server-clock.ts';
import { findHold, type ReservationSummary } from './hold.ts';

const sessions = api.checkout.sessions;

type Session = InferResponseType<(typeof sessions)[':id']['$get'], 200>;

/** What the browser needs to pay by card at the payment provider. */
export type CardPayment = NonNullable<Session['payment']>;

/**
 * `payment` is null where payments are simulated, and while one is being made ready. `paymentSent`: a card was given
 * and its outcome is not known.
 */
type Paying = {
  stage: 'paying';
  reservation: ReservationSummary;
  sessionId: string;
  contact: Contact;
  isSimulated: boolean;
  payment: CardPayment | null;
  paymentSent: boolean;
};

/** The stage of one purchase, from the server's data. */
export type Purchase =
  | { stage: 'held'; reservation: ReservationSummary }
  | Paying
  /** The deadline has just passed, or the outcome of a payment is not known yet. It ends within moments. */
  | { stage: 'settling' }
  | { stage: 'paid' }
  | { stage: 'ended'; reason: 'failed' | 'expired' | 'canceled' }
  | { stage: 'none' };

/** Reads the checkout session, or the hold while there is no session. */
export async function readPurchase(eventId: string): Promise<Purchase> {
  const { checkout } = readSavedPurchase(eventId);
  const session = checkout?.sessionId
    ? await responseBodyIfFound(sessions[':id'].$get({ param: { id: checkout.sessionId } }))
    : undefined;
  if (session) return purchaseOf(eventId, session);
  const hold = await findHold(eventId);
  return hold ? { stage: 'held', reservation: hold } : { stage: 'none' };
}

function purchaseOf(eventId: string, session: Session): Purchase {
  const { id, status, reservation, buyer } = session;
  if (status === 'pending') {
    if (Date.parse(reservation.expires_at) <= serverNow()) return { stage: 'settling' };
    const contact = { name: buyer.name ?? '', email: buyer.email ?? '' };
    const paymentSent = readSavedPurchase(eventId).checkout?.paymentSent ?? false;
    const isSimulated = session.payment_provider === 'simulated';
    const payment = session.payment ?? null;
    return { stage: 'paying', reservation, sessionId: id, contact, isSimulated, payment, paymentSent };
  }
  stopReserving(eventId);
  return status === 'completed' ? { stage: 'paid' } : { stage: 'ended', reason: status };
}

/**
 * Polls more often near the deadline, and while the payment provider is awaited. At other times it notices what another
 * tab of the same buyer did.
 */
export function purchasePollInterval(purchase: Purchase, hidden: boolean): number {
  if (purchase.stage === 'settling') return 1_500;
  if (!('reservation' in purchase)) return 60_000;
  const left = Date.parse(purchase.reservation.expires_at) - serverNow();
  if (left <= 0) return 1_500;
  const isAwaited =
    purchase.stage === 'paying' && !purchase.isSimulated && (purchase.paymentSent || purchase.payment === null);
  return Math.min(left + 500, isAwaited ? 3_000 : hidden ? 30_000 : 10_000);
}

/**
 * Opens the checkout session of a hold. The idempotency key is saved before it is sent, so that a repeated request
 * after a lost response returns the same session; with a corrected contact it corrects that of the session.
 * @returns the session's id
 */
export async function openCheckout(eventId: string, reservationId: string, contact: Contact): Promise<string> {
  const intent = checkoutIntent(eventId, reservationId, contact);
  const json = { reservation_id: reservationId, ...(intent.contact && { buyer: buyerOf(intent.contact) }) };
  const session = await responseBody(sessions.$post({ header: { 'idempotency-key': intent.key }, json }));
  saveSession(eventId, intent, session.id);
  return session.id;
}

const buyerOf = ({ name, email }: Contact) => ({ ...(name && { name }), ...(email && { email }) });

/** Pays with a card of the simulated provider, or without one what is free. A repeat does not charge twice. */
export function pay(sessionId: string, simulate?: 'success' | 'decline' | 'fail') {
  return responseBody(
    api.checkout.confirm.$post({ json: { checkout_id: sessionId, ...(simulate !== undefined && { simulate }) } }),
  );
}

/** Asks what became of the payment that this browser sent. @throws Problem where it was declined, or came too late */
export async function askOutcome(sessionId: string): Promise<{ isPending: boolean }> {
  return { isPending: 'status' in (await pay(sessionId)) };
}
