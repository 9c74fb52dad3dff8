import type { InferResponseType } from 'hono/client';
import { readSavedPurchase, startReserving, stopReserving } from '../buyer/saved-purchase.ts';
import { readAvailability, type TierStock } from '../catalogue/events.ts';
import { api, responseBody, responseBodyIfFound } from '../http/api.ts';

const reservations = api.events[':id'].reservations;

/** The buyer's active reservation at one event. */
export type Hold = InferResponseType<typeof reservations.$get, 200>;

/** The fields that the pages show; both a hold and its checkout session have them. */
export type ReservationSummary = Pick<
  Hold,
  | 'id'
  | 'tier_name'
  | 'quantity'
  | 'total_price_cents'
  | 'fees_cents'
  | 'vat_cents'
  | 'vat_rate_bp'
  | 'currency'
  | 'expires_at'
>;

/** What a buyer chose, at the price and the fee of one ticket that they saw. */
export type TicketSelection = {
  tierId: string;
  quantity: number;
  priceCents: number;
  feeCents: number;
  currency: string;
};

/** The active hold, or undefined. Sends a request only if this browser has requested a hold, which most never do. */
export async function findHold(eventId: string): Promise<Hold | undefined> {
  const { reserving, token } = readSavedPurchase(eventId);
  if (!reserving) return undefined;
  const hold = await responseBodyIfFound(reservations.$get({ param: { id: eventId }, query: token ? { token } : {} }));
  if (!hold) stopReserving(eventId);
  return hold;
}

/** What is left of a tier, and how many tickets of it this buyer may still take. */
export type TierChoice = TierStock & { allowed: number };

/** What this buyer can choose from. */
export type Choice = { currency: string; vat_rate_bp: number; tiers: TierChoice[] };

export async function readChoice(eventId: string): Promise<Choice> {
  const [{ availability, currency, vat_rate_bp }, allowance] = await Promise.all([
    readAvailability(eventId),
    responseBody(api.events[':id'].allowance.$get({ param: { id: eventId } })),
  ]);
  const left = new Map(allowance.tiers.map((tier) => [tier.tier_id, tier.left]));
  return {
    currency,
    vat_rate_bp,
    tiers: availability.map((stock) => ({ ...stock, allowed: left.get(stock.tier_id) ?? stock.per_user_limit })),
  };
}

/**
 * Holds tickets for a few minutes. A repeated request after a lost response fails with a problem that carries the
 * reservation of the first one; where the price is not the one that the buyer saw, the problem carries the new one.
 */
export function holdTickets(eventId: string, { tierId, quantity, priceCents, feeCents, currency }: TicketSelection) {
  startReserving(eventId);
  return responseBody(
    reservations.$post({
      param: { id: eventId },
      json: {
        tier_id: tierId,
        quantity,
        token: readSavedPurchase(eventId).token ?? '',
        expected_price_cents: priceCents,
        expected_fee_cents: feeCents,
        expected_currency: currency,
      },
    }),
  );
}

export function giveBack(eventId: string, reservationId: string) {
  return responseBody(reservations[':reservationId'].$delete({ param: { id: eventId, reservationId } }));
}
