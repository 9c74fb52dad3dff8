import { Problem, unavailable } from '../http/problems.ts';

type Limit = { limit: number; alreadyPurchased: number; activeHolds: number; requested: number };

const overLimit = ({ limit, alreadyPurchased, activeHolds, requested }: Limit, of: string, tierId?: string) =>
  new Problem(403, 'purchase_limit_exceeded', {
    limit,
    alreadyPurchased,
    activeHolds,
    requested,
    ...(tierId !== undefined && { tier_id: tierId }),
    detail: `At most ${limit} tickets for each buyer ${of}; ${alreadyPurchased} are bought and ${activeHolds} held.`,
  });

/** When to try again while others behind an address hold all that it may: some of them pay or let go every moment. */
const ADDRESS_WAIT_SECONDS = 20;

const waiting = (error: string, seconds: number, fields: { detail: string; [field: string]: unknown }) =>
  new Problem(429, error, { retryAfterSeconds: seconds, ...fields, headers: { 'Retry-After': String(seconds) } });

const saleNotOpen = () => new Problem(403, 'not_admitted', { detail: 'This event is not on sale now.' });
const notHeld = () => unavailable('The tickets could not be held. Please try again.');
const notActive = () => new Problem(409, 'Reservation is not active', { detail: 'This reservation is over.' });
const reservationNotFound = () =>
  new Problem(404, 'Reservation not found', { detail: 'You have no such reservation.' });

/**
 * What a buyer is answered for each outcome of a purchase, wherever it comes up: in Redis, in Postgres or in the
 * purchase's workflow. An outcome of theirs stands under its own name.
 */
const problems = {
  // Holding tickets: the pass,
  not_admitted: () =>
    new Problem(403, 'not_admitted', {
      detail: 'Only who was admitted from the waiting room can reserve; the pass may have ended.',
    }),
  foreign: () => new Problem(403, 'not_admitted', { detail: 'This place belongs to somebody else.' }),
  paused: () =>
    new Problem(403, 'paused', { paused: true, detail: 'The sale is paused for a moment; your place is kept.' }),
  sale_closed: saleNotOpen,
  not_on_sale: saleNotOpen,

  // what may be held,
  unknown_tier: () => new Problem(404, 'Tier not found for this event', { detail: 'This event has no such tier.' }),
  over_tier_limit: ({ limit }: { limit: number }) =>
    new Problem(400, 'Quantity exceeds the limit of this tier', {
      max_allowed: limit,
      detail: `At most ${limit} tickets of this tier at once.`,
    }),
  limit: (facts: Limit) => overLimit(facts, 'at this event'),
  tier_limit: ({ tierId, ...facts }: Limit & { tierId: string }) => overLimit(facts, 'of this tier', tierId),
  cooling_down: ({ seconds, lapsed }: { seconds: number; lapsed: number }) =>
    waiting('cooling_down', seconds, {
      lapsed,
      detail: `You let ${lapsed} holds at this event lapse; the next one is possible in ${seconds} s.`,
    }),
  address_full: ({ most }: { most: number }) =>
    waiting('address_holds_limit', ADDRESS_WAIT_SECONDS, {
      limit: most,
      detail: `From one address at most ${most} tickets of this event can be held unpaid at a time.`,
    }),
  price_changed: ({ priceCents, feeCents, currency }: { priceCents: number; feeCents: number; currency: string }) =>
    new Problem(409, 'price_changed', {
      price_cents: priceCents,
      fee_cents: feeCents,
      currency,
      detail: 'The price of these tickets has changed since they were chosen; nothing is held.',
    }),
  already_active: ({ reservationId, expiresAt }: { reservationId: string; expiresAt: string }) =>
    new Problem(409, 'An active reservation exists', {
      reservation_id: reservationId,
      expires_at: new Date(expiresAt).toISOString(),
      detail: 'You hold tickets at this event already: pay for them or give them back first.',
    }),
  sold_out: ({ available, requested }: { available: number; requested: number }) =>
    new Problem(409, 'Not enough tickets available', {
      available,
      requested,
      detail: available === 0 ? 'None are free at the moment.' : `Only ${available} are free at the moment.`,
    }),

  // and what stands in the way for a moment.
  stock_unknown: () => unavailable('The stock is being counted again.'),
  under_way: () => unavailable('An earlier request of yours is still under way.', 1),
  busy: ({ retryAfterSeconds }: { retryAfterSeconds: number }) =>
    unavailable(
      `Very many people are reserving at this moment. Your turn is kept: try again in ${retryAfterSeconds} s.`,
      retryAfterSeconds,
    ),
  unavailable: notHeld,
  ended: notHeld,
  over: notHeld,

  // Paying.
  unknown: reservationNotFound,
  unknown_session: () =>
    new Problem(404, 'Checkout session not found', { detail: 'You have no such checkout session.' }),
  no_card: () =>
    new Problem(400, 'Missing required fields', {
      required: ['simulate'],
      detail: 'Only what is free is paid without a card.',
    }),
  no_simulation: () =>
    new Problem(400, 'Invalid fields', {
      fields: ['simulate'],
      detail: 'This shop takes real cards: the browser pays, and checkout_id alone asks what became of it.',
    }),
  key_reused: () =>
    new Problem(422, 'idempotency_key_reused', {
      detail: 'This Idempotency-Key came with another body before; use a new one.',
    }),
  not_active: notActive,
  event_canceled: () =>
    new Problem(409, 'event_canceled', {
      detail: 'The event is cancelled; nothing more is sold or charged, and what was paid is given back.',
    }),
  expired: () =>
    new Problem(409, 'Reservation has expired', {
      detail: 'The time to pay is over and the tickets were given back.',
    }),
  not_payable: () =>
    new Problem(409, 'reservation_expired_or_invalid', {
      detail: 'The time to pay is over; nothing was charged.',
    }),
  card_declined: ({ expiresAt }: { expiresAt: string }) =>
    new Problem(402, 'payment_declined', {
      expires_at: expiresAt,
      detail: 'The card was declined and nothing was charged. The tickets stay held: try again, or with another card.',
    }),
  session_not_pending: ({ status }: { status: string }) =>
    new Problem(409, 'Checkout session is not pending', { status, detail: `This checkout session is ${status}.` }),
  /** Postgres holds the tickets and the workflow does not say so: one of the two is being restored. */
  in_doubt: () => unavailable('This purchase is being restored. Repeating the request is safe.', 5),
  no_linked_order: () =>
    new Problem(404, 'Order not found', {
      detail: 'This link opens no order. A newer mail may have replaced it; the organiser can send another one.',
    }),
  no_order: () => new Problem(404, 'Order not found', { detail: 'You have no order at this event.' }),
};

type Problems = typeof problems;

/** An outcome that a buyer is refused with, and the facts that its answer shows. */
export type Refusal = {
  [Outcome in keyof Problems]: { outcome: Outcome } & (Parameters<Problems[Outcome]> extends [infer Facts]
    ? Facts
    : object);
}[keyof Problems];

/** The answer to a refusal. */
export const purchaseProblem = (refusal: Refusal): Problem => problems[refusal.outcome](refusal as never);
