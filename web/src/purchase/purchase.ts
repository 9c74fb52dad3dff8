import type { InferResponseType } from 'hono/client';
import { checkoutIntent, keepSession, readVisit, stopReserving } from '../buyer/visit.ts';
import { answerIfAny, answerOf, api } from '../http/api.ts';
import { serverNow } from '../http/server-clock.ts';
import { findHold, type Bill } from './hold.ts';

const sessions = api.checkout.sessions;

type Session = InferResponseType<(typeof sessions)[':id']['$get'], 200>;

/** How far one purchase has come, as the server says it. */
export type Purchase =
  | { stage: 'held'; bill: Bill }
  | { stage: 'paying'; bill: Bill; sessionId: string }
  /** The deadline has just passed, or a payment is in doubt: how it ended is known within moments. */
  | { stage: 'settling' }
  | { stage: 'paid' }
  | { stage: 'ended'; why: 'failed' | 'expired' | 'canceled' }
  | { stage: 'none' };

/** The session knows best; before there is one, the hold does. */
export async function readPurchase(eventId: string): Promise<Purchase> {
  const { checkout } = readVisit(eventId);
  const session = checkout?.sessionId
    ? await answerIfAny(sessions[':id'].$get({ param: { id: checkout.sessionId } }))
    : undefined;
  if (session) return ofSession(eventId, session);
  const hold = await findHold(eventId);
  return hold ? { stage: 'held', bill: hold } : { stage: 'none' };
}

function ofSession(eventId: string, { id, status, reservation }: Session): Purchase {
  if (status === 'pending')
    return Date.parse(reservation.expires_at) > serverNow()
      ? { stage: 'paying', bill: reservation, sessionId: id }
      : { stage: 'settling' };
  stopReserving(eventId);
  return status === 'completed' ? { stage: 'paid' } : { stage: 'ended', why: status };
}

/** Near the deadline more often, because something ends then; a tab beside this one may also have moved on. */
export function purchasePace(purchase: Purchase, hidden: boolean): number {
  if (purchase.stage === 'settling') return 1_500;
  if (!('bill' in purchase)) return 60_000;
  const left = Date.parse(purchase.bill.expires_at) - serverNow();
  return left <= 0 ? 1_500 : Math.min(left + 500, hidden ? 30_000 : 10_000);
}

/** Opens the session of a hold. The key is kept before it is sent: a repeat after a lost answer finds the same session. */
export async function openCheckout(eventId: string, reservationId: string): Promise<void> {
  const intent = checkoutIntent(eventId, reservationId);
  const session = await answerOf(
    sessions.$post({ header: { 'idempotency-key': intent.key }, json: { reservation_id: reservationId } }),
  );
  keepSession(eventId, intent, session.id);
}

/** Asks the simulated provider for the money. Asking again charges nobody twice. */
export function pay(sessionId: string, simulate: 'success' | 'fail') {
  return answerOf(api.checkout.confirm.$post({ json: { checkout_id: sessionId, simulate } }));
}
