import { randomUUID } from 'node:crypto';
import type { PurchaseUpdates, StockGate } from '../../activities/purchase/ports.ts';
import type { WaitingRoom } from '../../activities/waiting-room/ports.ts';
import type { Config } from '../../config.ts';
import { buyersFee } from '../../money.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { eventNotFound } from '../catalogue/problems.ts';
import { isUuid } from '../http/routing.ts';
import { unknownSale } from '../waiting-room/problems.ts';
import { coolDown, type CoolDownTerms } from './cool-down.ts';
import { purchaseProblem, type Refusal } from './problems.ts';
import type { PurchaseReads } from './reads.ts';
import type { BuyerTotals } from './totals.ts';

type Needs = {
  catalogue: Catalogue;
  config: Pick<Config, 'EVENT_PURCHASE_LIMIT' | 'HOLD_ADDRESS_SHARE' | 'HOLD_ADDRESS_TICKETS'> & CoolDownTerms;
  purchaseReads: PurchaseReads;
  purchaseUpdates: PurchaseUpdates;
  stockGate: StockGate;
  waitingRoom: WaitingRoom;
};

type Wish = {
  eventId: string;
  buyerId: string;
  /** The address that the request came from. */
  address: string;
  /** When the request came, in milliseconds since the epoch. */
  askedAt: number;
  tier_id: string;
  quantity: number;
  token: string;
  expected_price_cents?: number | undefined;
  expected_fee_cents?: number | undefined;
  expected_currency?: string | undefined;
};

/**
 * Holds tickets. The cheap refusals come first and in the order of the contract, so that a crowd that cannot be served
 * is turned away by Redis and never starts a workflow; then one update-with-start decides.
 * @throws Problem
 */
export async function reserve(
  needs: Needs,
  { eventId, buyerId, address, askedAt, tier_id: tierId, quantity, token, ...rest }: Wish,
) {
  const { catalogue, config, purchaseReads, purchaseUpdates, stockGate, waitingRoom } = needs;
  const event = await catalogue.event(eventId);
  if (!event) throw eventNotFound();
  if (event.status === 'canceled') throw purchaseProblem({ outcome: 'event_canceled' });
  const tier = event.tiers.find(({ id }) => id === tierId);
  if (!tier) throw purchaseProblem({ outcome: 'unknown_tier' });
  if (quantity > tier.per_user_limit) {
    throw purchaseProblem({ outcome: 'over_tier_limit', limit: tier.per_user_limit });
  }

  const pass = isUuid(token) ? await waitingRoom.checkPass(eventId, token, buyerId) : 'not_admitted';
  if (pass === 'unknown') throw await unknownSale(catalogue, eventId);
  if (pass !== 'valid') throw purchaseProblem({ outcome: pass });

  const limits = { ofEvent: event.purchase_limit ?? config.EVENT_PURCHASE_LIMIT, ofTier: tier.per_user_limit };
  const terms = { tierId, limits, requested: quantity, coolDown: config };
  const refusal = async () => refusalByTotals(await purchaseReads.totals(eventId, tierId, buyerId), terms);
  const refused = await refusal();
  if (refused) throw purchaseProblem(refused);
  const { currency } = event;
  const costNow = (priceCents: number) => ({ priceCents, feeCents: buyersFee(priceCents, event), currency });
  const shown = costNow(tier.price_cents);
  const { expected_currency = currency, expected_fee_cents = shown.feeCents } = rest;
  if (expected_currency !== currency || expected_fee_cents !== shown.feeCents)
    throw purchaseProblem({ outcome: 'price_changed', ...shown });

  const wish = { reservationId: randomUUID(), tierId, quantity };
  const claim = await stockGate.claim(eventId, wish, buyerId, {
    address,
    sharePercent: config.HOLD_ADDRESS_SHARE,
    atLeast: config.HOLD_ADDRESS_TICKETS,
  });
  if (claim.outcome === 'address_full') throw purchaseProblem(claim);
  if (claim.outcome === 'unknown') throw purchaseProblem({ outcome: 'stock_unknown' });
  if (claim.outcome === 'sold_out') throw purchaseProblem({ ...claim, requested: quantity });

  // A claim under way belongs to an earlier request of the buyer that has no answer yet. Sending its hold again gives
  // that request's answer; from here on the workflow owns the claim, and the reconciler ends one whose workflow never
  // started.
  const claimed = claim.outcome === 'under_way' ? claim.earlier : wish;
  const expectedPriceCents = claimed.tierId === tierId ? rest.expected_price_cents : undefined;
  const request = { ...claimed, eventId, buyerId, token };
  const answer = await purchaseUpdates.hold(
    { ...request, ...(expectedPriceCents !== undefined && { expectedPriceCents }) },
    askedAt,
  );
  if (claimed === wish) {
    if (answer.outcome === 'busy') await stockGate.giveBack(eventId, wish.reservationId);
  } else if (answer.outcome !== 'busy') {
    // The answer is this request's too if it repeats the earlier one; otherwise that hold may refuse this request.
    const repeats = claimed.tierId === tierId && claimed.quantity === quantity;
    if (answer.outcome === 'over' || !repeats) {
      throw purchaseProblem((await refusal()) ?? { outcome: 'under_way' });
    }
  }
  if (answer.outcome === 'price_changed') throw purchaseProblem({ ...answer, ...costNow(answer.priceCents) });
  if (answer.outcome !== 'held') {
    const facts = { ...answer, currency, requested: quantity };
    throw purchaseProblem(facts);
  }
  const held = { id: claimed.reservationId, event_id: eventId, tier_id: tierId, quantity, currency };
  return { ...held, ...expiry(answer.expiresAt) };
}

type HoldTerms = {
  tierId: string;
  limits: { ofEvent: number; ofTier: number };
  requested: number;
  coolDown: CoolDownTerms;
};

/** Why what a buyer has at an event allows no further hold; undefined where it does. */
function refusalByTotals(
  { held, bought, ofTier, active, lapses }: BuyerTotals,
  { tierId, limits, requested, coolDown: terms }: HoldTerms,
): Refusal | undefined {
  if (held + bought + requested > limits.ofEvent) {
    return { outcome: 'limit', limit: limits.ofEvent, alreadyPurchased: bought, activeHolds: held, requested };
  }
  if (ofTier.held + ofTier.bought + requested > limits.ofTier) {
    const had = { alreadyPurchased: ofTier.bought, activeHolds: ofTier.held };
    return { outcome: 'tier_limit', tierId, limit: limits.ofTier, ...had, requested };
  }
  if (active)
    return { outcome: 'already_active', reservationId: active.id, expiresAt: active.expires_at.toISOString() };
  const seconds = coolDown(lapses, terms);
  if (seconds > 0) return { outcome: 'cooling_down', seconds, lapsed: lapses.count };
  return undefined;
}

/** A deadline as the contract shows it. */
export const expiry = (at: string | Date) => {
  const instant = new Date(at);
  return {
    expires_at: instant.toISOString(),
    expires_in_seconds: Math.max(0, Math.ceil((instant.getTime() - Date.now()) / 1_000)),
  };
};
