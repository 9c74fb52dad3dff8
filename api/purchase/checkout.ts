import { createHash, createHmac, randomUUID } from 'node:crypto';
import type { PurchaseUpdates } from '../../activities/purchase/ports.ts';
import type { Config } from '../../config.ts';
import type { Payment } from '../../workflows/messages.ts';
import type { Problem } from '../http/problems.ts';
import { isUuid } from '../http/routing.ts';
import { purchaseProblem, type Refusal } from './problems.ts';
import { browserPayment } from './browser-payment.ts';
import type { PurchaseReads } from './reads.ts';
import type { BuyerDetails, BuyerNote } from './session.ts';

type Settings = Pick<Config, 'PAYMENT_PROVIDER' | 'STRIPE_PUBLISHABLE_KEY' | 'TICKET_SIGNING_KEY'>;
type Needs = { config: Settings; purchaseReads: PurchaseReads; purchaseUpdates: PurchaseUpdates };

/** A session as the contract shows it, once the buyer's details are noted. @throws Problem 404 */
export async function checkoutSession(
  { config, purchaseReads }: Omit<Needs, 'purchaseUpdates'>,
  id: string,
  buyerId: string,
  note?: BuyerNote,
) {
  const session = isUuid(id) ? await purchaseReads.session({ id, buyer_id: buyerId }, note) : null;
  if (!session) throw purchaseProblem({ outcome: 'unknown_session' });
  const { reservation, currency, ...rest } = session;
  const { status: _, ...held } = reservation;
  const payment = await browserPayment(purchaseReads, config, session);
  return {
    ...rest,
    status: await shownStatus({ config, purchaseReads }, session),
    payment_provider: config.PAYMENT_PROVIDER,
    ...(payment && { payment }),
    currency,
    reservation: { ...held, currency },
  };
}

type Asked = { buyerId: string; reservationId: string; key: string; buyer?: BuyerDetails | undefined };

/**
 * Opens the checkout session of a hold, or finds the one that an earlier request opened. `opened` by this request or
 * before; `replayed` where the key had been used for it. The buyer's details may be corrected until it is paid.
 * @throws Problem
 */
export async function openCheckout(
  { config, purchaseReads, purchaseUpdates }: Needs,
  { buyerId, reservationId, key, buyer }: Asked,
) {
  const show = (id: string, repeat = false) =>
    checkoutSession({ config, purchaseReads }, id, buyerId, buyer && { buyer, repeat });
  const fingerprint = fingerprintOf({ reservationId, buyer }, config.TICKET_SIGNING_KEY);
  const { known, isTheirs } = await purchaseReads.intent(buyerId, key, isUuid(reservationId) ? reservationId : null);
  if (known && known.fingerprint !== fingerprint) throw purchaseProblem({ outcome: 'key_reused' });
  if (known) return { opened: 'before' as const, replayed: true, session: await show(known.sessionId, true) };
  if (!isTheirs) throw purchaseProblem({ outcome: 'unknown' });

  const sessionId = randomUUID();
  const answer = await purchaseUpdates.checkout(reservationId, { sessionId, key, fingerprint });
  switch (answer.outcome) {
    case 'opened':
    case 'exists': {
      // The step may have been repeated, and have found what it had opened itself.
      const opened = answer.sessionId === sessionId ? ('now' as const) : ('before' as const);
      return { opened, replayed: false, session: await show(answer.sessionId) };
    }
    case 'key_reused':
    case 'unknown':
      throw purchaseProblem(answer);
  }

  // The purchase is over: its session is still shown, and without one the reservation says why there will be none.
  const session = await purchaseReads.session({ reservation_id: reservationId, buyer_id: buyerId });
  if (session) return { opened: 'before' as const, replayed: false, session: await show(session.id) };
  const reservation = await purchaseReads.reservation(reservationId, buyerId);
  if (isHeld(reservation)) throw purchaseProblem({ outcome: 'in_doubt' });
  const ended = reservation?.status === 'canceled' || reservation?.status === 'converted';
  throw await overProblem(purchaseReads, reservationId, { outcome: ended ? 'not_active' : 'expired' });
}

/**
 * Pays, or finds what an earlier request paid; where the browser pays, asks what became of it. First answer and repeats
 * are read from the same rows. `pending`: the outcome is not known yet.
 * @throws Problem
 */
export async function confirmCheckout(
  { config, purchaseReads, purchaseUpdates }: Needs,
  { buyerId, checkoutId, card }: { buyerId: string; checkoutId: string; card: Payment['simulate'] },
) {
  const find = () => purchaseReads.session({ id: checkoutId, buyer_id: buyerId });
  const session = isUuid(checkoutId) ? await find() : null;
  if (!session) throw purchaseProblem({ outcome: 'unknown_session' });
  const paysInBrowser = config.PAYMENT_PROVIDER === 'stripe';
  if (paysInBrowser && card !== undefined) throw purchaseProblem({ outcome: 'no_simulation' });
  // What is free is paid without a card.
  const simulate = session.reservation.total_price_cents === 0 ? 'success' : card;
  if (!paysInBrowser && simulate === undefined) throw purchaseProblem({ outcome: 'no_card' });
  const result = (end: SessionEnd, repeated: boolean) =>
    confirmation(purchaseReads, end, {
      buyerId,
      sessionId: checkoutId,
      reservationId: session.reservation_id,
      repeated,
    });

  const pending = {
    pending: true as const,
    reservationId: session.reservation_id,
    expiresAt: session.reservation.expires_at.toISOString(),
  };
  if ((await shownStatus({ config, purchaseReads }, session)) !== session.status) return pending;
  const before = endOf(session.status, simulate);
  if (before.outcome !== 'pending') return result(before, true);

  const answer = await purchaseUpdates.confirm(session.reservation_id, simulate ? { simulate } : {});
  // What was just paid is completed; for every other answer the session says what became of it.
  const after = answer.outcome === 'converted' ? { ...session, status: 'completed' as const } : await find();
  const { status, reservation } = after ?? session;
  const end = endOf(status, simulate);
  // It was not paid when this request came, so no earlier answer has said so, also where the workflow has ended since.
  if (end.outcome !== 'pending') return result(end, false);
  const { reservation_id: reservationId } = session;
  if (answer.outcome === 'pending') return pending;
  if (answer.outcome === 'card_declined')
    throw purchaseProblem({ outcome: 'card_declined', expiresAt: reservation.expires_at.toISOString() });
  if (isHeld(reservation)) throw purchaseProblem({ outcome: 'in_doubt' });
  throw await overProblem(purchaseReads, reservationId, { outcome: 'not_payable' });
}

/** Gives the held tickets back. @throws Problem */
export async function giveBack(
  { purchaseReads, purchaseUpdates }: Omit<Needs, 'config'>,
  { buyerId, eventId, reservationId }: { buyerId: string; eventId: string; reservationId: string },
) {
  const find = () => purchaseReads.reservation(reservationId, buyerId);
  const reservation = isUuid(reservationId) ? await find() : null;
  if (!reservation || reservation.event_id !== eventId) throw purchaseProblem({ outcome: 'unknown' });
  const answer = reservation.status === 'active' ? await purchaseUpdates.cancel(reservationId) : undefined;
  const ended = await find();
  if (ended?.status === 'canceled') return { id: reservationId, status: 'canceled' as const };
  if (answer?.outcome === 'over' && isHeld(ended)) throw purchaseProblem({ outcome: 'in_doubt' });
  throw purchaseProblem({ outcome: ended?.status === 'expired' ? 'expired' : 'not_active' });
}

/**
 * The status of a session as its buyer sees it. Where the provider is asked over the network, tickets may be issued for
 * a while before their money is taken.
 */
const shownStatus = async (
  { config, purchaseReads }: Omit<Needs, 'purchaseUpdates'>,
  { status, reservation_id: id }: { status: SessionStatus; reservation_id: string },
): Promise<SessionStatus> =>
  config.PAYMENT_PROVIDER === 'stripe' && status === 'completed' && (await purchaseReads.isUncharged(id))
    ? 'pending'
    : status;

type SessionStatus = NonNullable<Awaited<ReturnType<PurchaseReads['session']>>>['status'];
type SessionEnd = { outcome: 'paid' | 'declined' } | Refusal;

/**
 * What the status of a session answers to a confirm: how the session ended, `pending`, or why the confirm is refused.
 */
function endOf(status: SessionStatus, simulate: Payment['simulate']): SessionEnd | { outcome: 'pending' } {
  if (status === 'pending') return { outcome: 'pending' };
  if (status === 'completed' && (simulate ?? 'success') === 'success') return { outcome: 'paid' };
  if (status === 'failed' && simulate === 'fail') return { outcome: 'declined' };
  return status === 'expired' ? { outcome: 'not_payable' } : { outcome: 'session_not_pending', status };
}

type Confirmed = { buyerId: string; sessionId: string; reservationId: string; repeated: boolean };

/** The answer to a confirm of a session that ended. @throws Problem for an end that refuses it */
async function confirmation(purchaseReads: PurchaseReads, end: SessionEnd, { buyerId, ...confirmed }: Confirmed) {
  switch (end.outcome) {
    case 'declined':
      return { pending: false as const, paid: false as const, ...confirmed };
    case 'paid': {
      const order = await purchaseReads.order(confirmed.sessionId, buyerId);
      if (!order) throw purchaseProblem({ outcome: 'session_not_pending', status: 'completed' });
      return { pending: false as const, paid: true as const, ...confirmed, order };
    }
    default:
      throw await overProblem(purchaseReads, confirmed.reservationId, end);
  }
}

/** Why a purchase that is over goes no further: where its event was cancelled, that is the reason, whatever else is. */
async function overProblem(purchaseReads: PurchaseReads, reservationId: string, refusal: Refusal): Promise<Problem> {
  const isCanceled = await purchaseReads.isOfCanceledEvent(reservationId);
  return purchaseProblem(isCanceled ? { outcome: 'event_canceled' } : refusal);
}

const isHeld = (reservation: { status: string; expires_at: Date } | null) =>
  reservation?.status === 'active' && reservation.expires_at > new Date();

/**
 * What tells one body of a key from another. The workflow keeps it in its history: a name and an address are part of it
 * under a key, because a plain hash could be searched for them.
 */
function fingerprintOf({ reservationId, buyer }: Pick<Asked, 'reservationId' | 'buyer'>, signingKey: string): string {
  const body = { reservation_id: reservationId };
  if (buyer === undefined) return createHash('sha256').update(JSON.stringify(body)).digest('base64url');
  const whole = JSON.stringify({ ...body, buyer: [buyer.name, buyer.email] });
  return createHmac('sha256', signingKey).update(`checkout ${whole}`).digest('base64url');
}
