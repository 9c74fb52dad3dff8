import { randomUUID } from 'node:crypto';
import type { PassAnswer } from '../../activities/ports.ts';
import type { HoldAnswer } from '../../workflows/messages.ts';
import type { Deps } from '../deps.ts';
import { eventNotFound, whyUnknown } from '../waiting-room/problems.ts';
import { Problem, unavailable } from '../http/problems.ts';
import { isUuid } from '../http/routing.ts';

type Wish = { eventId: string; buyerId: string; tier_id: string; quantity: number; token: string };
type Reserving = Pick<Deps, 'catalogue' | 'config' | 'purchases' | 'reads' | 'stockGate' | 'waitingRoom'>;

/**
 * Holds tickets. The cheap refusals come first and in the order of the contract, so that a crowd that cannot be served is
 * turned away by Redis and never starts a workflow; then one update-with-start decides.
 */
export async function reserve({ catalogue, config, purchases, reads, stockGate, waitingRoom }: Reserving, wish: Wish) {
  const { eventId, buyerId, tier_id: tierId, quantity, token } = wish;
  const event = await catalogue.event(eventId);
  if (!event) throw eventNotFound();
  const tier = event.tiers.find(({ id }) => id === tierId);
  if (!tier) throw tierNotFound();
  if (quantity > tier.per_user_limit) {
    throw new Problem(400, 'Quantity exceeds the limit of this tier', {
      max_allowed: tier.per_user_limit,
      detail: `At most ${tier.per_user_limit} tickets of this tier at once.`,
    });
  }

  const pass = isUuid(token) ? await waitingRoom.checkPass(eventId, token, buyerId) : 'not_admitted';
  if (pass === 'unknown') throw await whyUnknown(catalogue, eventId);
  if (pass !== 'valid') throw refusedPass(pass);

  const mayHold = async () => {
    const limit = event.purchase_limit ?? config.EVENT_PURCHASE_LIMIT;
    const { held, bought, active } = await reads.standing(eventId, buyerId);
    if (held + bought + quantity > limit)
      throw overLimit({ limit, alreadyPurchased: bought, activeHolds: held }, quantity);
    if (active) throw alreadyActive(active.id, active.expires_at.toISOString());
  };
  await mayHold();

  const reservationId = randomUUID();
  const claim = await stockGate.claim(eventId, { reservationId, tierId, quantity }, buyerId);
  if (claim.outcome === 'unknown') throw unavailable('The stock is being counted again.');
  if (claim.outcome === 'sold_out') throw soldOut(claim.available, quantity);
  if (claim.outcome === 'under_way') {
    // The same buyer asked a moment ago and is not answered yet, or never will be: asking for that hold once more is told how it
    // ends. A repeat hears the same, another wish what it means for that one.
    const { earlier } = claim;
    const answer = await purchases.hold({ ...earlier, eventId, buyerId, token });
    if (answer === 'busy') throw tooMany();
    if (answer !== 'over' && earlier.tierId === tierId && earlier.quantity === quantity)
      return show(wish, earlier.reservationId, answer);
    await mayHold();
    throw unavailable('An earlier request of yours is still under way.', 1);
  }

  // From here on the workflow owns the claim. If it is not known whether it started, the reconciler finds out.
  const answer = await purchases.hold({ reservationId, eventId, tierId, buyerId, token, quantity });
  if (answer === 'busy') {
    await stockGate.giveBack(eventId, reservationId);
    throw tooMany();
  }
  if (answer === 'over') throw notHeld();
  return show(wish, reservationId, answer);
}

const tooMany = () => unavailable('Very many people are reserving at this moment. Please try again.');
const notHeld = () => unavailable('The tickets could not be held. Please try again.');

function show({ eventId, tier_id, quantity }: Wish, id: string, answer: HoldAnswer) {
  if (answer.outcome !== 'held') throw refusedHold(answer, quantity);
  return { id, event_id: eventId, tier_id, quantity, ...expiry(answer.expiresAt) };
}

export const expiry = (at: string | Date) => {
  const instant = new Date(at);
  return {
    expires_at: instant.toISOString(),
    expires_in_seconds: Math.max(0, Math.ceil((instant.getTime() - Date.now()) / 1_000)),
  };
};

const tierNotFound = () =>
  new Problem(404, 'Tier not found for this event', { detail: 'This event has no such tier.' });
const paused = () =>
  new Problem(403, 'paused', { paused: true, detail: 'The sale is paused for a moment; your place is kept.' });
const saleNotOpen = () => new Problem(403, 'not_admitted', { detail: 'This event is not on sale now.' });

function refusedPass(pass: Exclude<PassAnswer, 'valid' | 'unknown'>): Problem {
  if (pass === 'paused') return paused();
  if (pass === 'sale_closed') return saleNotOpen();
  return new Problem(403, 'not_admitted', {
    detail:
      pass === 'foreign'
        ? 'This place belongs to somebody else.'
        : 'Only who was admitted from the waiting room can reserve; the pass may have ended.',
  });
}

const overLimit = (counts: { limit: number; alreadyPurchased: number; activeHolds: number }, requested: number) =>
  new Problem(403, 'purchase_limit_exceeded', {
    ...counts,
    requested,
    detail: `At most ${counts.limit} tickets for each buyer at this event; ${counts.alreadyPurchased} are bought and ${counts.activeHolds} held.`,
  });

const alreadyActive = (reservationId: string, expiresAt: string) =>
  new Problem(409, 'An active reservation exists', {
    reservation_id: reservationId,
    expires_at: expiresAt,
    detail: 'You hold tickets at this event already: pay for them or give them back first.',
  });

const soldOut = (available: number, requested: number) =>
  new Problem(409, 'Not enough tickets available', {
    available,
    requested,
    detail: available === 0 ? 'None are free at the moment.' : `Only ${available} are free at the moment.`,
  });

function refusedHold(answer: Exclude<HoldAnswer, { outcome: 'held' }>, quantity: number): Problem {
  switch (answer.outcome) {
    case 'limit':
      return overLimit(
        { limit: answer.limit, alreadyPurchased: answer.alreadyPurchased, activeHolds: answer.activeHolds },
        quantity,
      );
    case 'already_active':
      return alreadyActive(answer.reservationId, new Date(answer.expiresAt).toISOString());
    case 'sold_out':
      return soldOut(answer.available, quantity);
    case 'unknown_tier':
      return tierNotFound();
    case 'paused':
      return paused();
    case 'not_on_sale':
      return saleNotOpen();
    default:
      return notHeld();
  }
}
