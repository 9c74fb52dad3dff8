import { randomUUID } from 'node:crypto';
import type { Payment } from '../../workflows/messages.ts';
import type { Deps } from '../deps.ts';
import { Problem, unavailable } from '../http/problems.ts';
import { sha256 } from '../../activities/purchase/purchase-workflows.ts';
import { isUuid } from '../http/routing.ts';

type Checking = Pick<Deps, 'purchases' | 'reads'>;

export const reservationNotFound = () =>
  new Problem(404, 'Reservation not found', { detail: 'You have no such reservation.' });
const sessionNotFound = () =>
  new Problem(404, 'Checkout session not found', { detail: 'You have no such checkout session.' });
const keyReused = () =>
  new Problem(422, 'idempotency_key_reused', {
    detail: 'This Idempotency-Key came with another body before; use a new one.',
  });
const notActive = () => new Problem(409, 'Reservation is not active', { detail: 'This reservation is over.' });
const expired = () =>
  new Problem(409, 'Reservation has expired', { detail: 'The time to pay is over and the tickets were given back.' });

const holdIsOver = () =>
  new Problem(409, 'reservation_expired_or_invalid', { detail: 'The time to pay is over; nothing was charged.' });

/** Postgres holds the tickets and the purchase's workflow does not say so: one of them is being restored, and the buyer is told no end that has not come. */
const inDoubt = () => unavailable('This purchase is being restored. Repeating the request is safe.', 5);
const isHeld = (reservation: { status: string; expires_at: Date } | null | undefined) =>
  reservation?.status === 'active' && reservation.expires_at > new Date();

/** A session as the contract shows it. */
export async function checkoutSession({ reads }: Pick<Deps, 'reads'>, id: string, buyerId: string) {
  const session = isUuid(id) ? await reads.session({ id, buyer_id: buyerId }) : null;
  if (!session) throw sessionNotFound();
  const { reservation, ...rest } = session;
  const { id: reservationId, tier, quantity, price_cents, expires_at } = reservation;
  return {
    ...rest,
    reservation: {
      id: reservationId,
      tier_name: tier.name,
      quantity,
      price_cents,
      total_price_cents: quantity * price_cents,
      expires_at,
    },
  };
}

type Shown = Awaited<ReturnType<typeof checkoutSession>>;

/** Opens the checkout session of a hold, or finds the one that an earlier request opened. */
export async function openCheckout(
  { purchases, reads }: Checking,
  { buyerId, reservationId, key }: { buyerId: string; reservationId: string; key: string },
): Promise<{ made: 'now' | 'before'; replayed: boolean; session: Shown }> {
  const fingerprint = sha256(JSON.stringify({ reservation_id: reservationId }));
  const show = (id: string) => checkoutSession({ reads }, id, buyerId);

  const { known, isTheirs } = await reads.intent(buyerId, key, isUuid(reservationId) ? reservationId : null);
  if (known && known.fingerprint !== fingerprint) throw keyReused();
  if (known) return { made: 'before', replayed: true, session: await show(known.sessionId) };
  if (!isTheirs) throw reservationNotFound();

  const answer = await purchases.checkout(reservationId, { sessionId: randomUUID(), key, fingerprint });
  if (answer !== 'over') {
    if (answer.outcome === 'opened') return { made: 'now', replayed: false, session: await show(answer.sessionId) };
    if (answer.outcome === 'exists') return { made: 'before', replayed: false, session: await show(answer.sessionId) };
    if (answer.outcome === 'key_reused') throw keyReused();
    if (answer.outcome === 'unknown') throw reservationNotFound();
  }
  // The purchase is over: whoever has a session keeps seeing it.
  const session = await reads.session({ reservation_id: reservationId, buyer_id: buyerId });
  if (session) return { made: 'before', replayed: false, session: await show(session.id) };
  const ended = await reads.reservation(reservationId, buyerId);
  if (isHeld(ended)) throw inDoubt();
  throw ended?.status === 'canceled' || ended?.status === 'converted' ? notActive() : expired();
}

/** Pays, or finds what an earlier request paid. First answer and repeats are read from the same rows. */
export async function confirmCheckout(
  { purchases, reads }: Checking,
  { buyerId, checkoutId, simulate }: { buyerId: string; checkoutId: string } & Payment,
) {
  const find = () => (isUuid(checkoutId) ? reads.session({ id: checkoutId, buyer_id: buyerId }) : null);
  const session = await find();
  if (!session) throw sessionNotFound();
  const before = await ending(session);
  if (before) return { ...before, repeated: true };

  const answer = await purchases.confirm(session.reservation_id, { simulate });
  // What has just been paid is read at once; for every other answer the session says what became of it.
  const bought =
    answer !== 'over' && answer.outcome === 'converted' && simulate === 'success'
      ? await paid(session.reservation_id)
      : undefined;
  if (bought) return { ...bought, repeated: false };
  const after = (await find()) ?? session;
  const now = await ending(after);
  if (now) return { ...now, repeated: answer === 'over' };
  throw isHeld(after.reservation) ? inDoubt() : holdIsOver();

  async function paid(reservationId: string) {
    const order = await reads.order(checkoutId, buyerId);
    return order && { paid: true as const, sessionId: checkoutId, reservationId, order };
  }

  /** How a session ended, if it has; refuses what does not fit to how it ended. */
  async function ending({ status, reservation_id: reservationId }: NonNullable<Awaited<ReturnType<typeof find>>>) {
    const paidBefore = status === 'completed' && simulate === 'success' ? await paid(reservationId) : undefined;
    if (paidBefore) return paidBefore;
    if (status === 'failed' && simulate === 'fail')
      return { paid: false as const, sessionId: checkoutId, reservationId };
    if (status === 'expired') throw holdIsOver();
    if (status !== 'pending')
      throw new Problem(409, 'Checkout session is not pending', {
        status,
        detail: `This checkout session is ${status}.`,
      });
    return undefined;
  }
}

/** Gives the held tickets back. */
export async function giveBack(
  { purchases, reads }: Checking,
  { buyerId, eventId, reservationId }: { buyerId: string; eventId: string; reservationId: string },
) {
  const reservation = isUuid(reservationId) ? await reads.reservation(reservationId, buyerId) : null;
  if (!reservation || reservation.event_id !== eventId) throw reservationNotFound();
  const answer = reservation.status === 'active' ? await purchases.cancel(reservationId) : undefined;
  const ended = await reads.reservation(reservationId, buyerId);
  if (answer === 'over' && isHeld(ended)) throw inDoubt();
  if (ended?.status === 'canceled') return { id: reservationId, status: 'canceled' as const };
  throw ended?.status === 'expired' ? expired() : notActive();
}
