import type {
  CancelAnswer,
  CheckoutAnswer,
  CheckoutIntent,
  ConfirmAnswer,
  HoldAnswer,
  Payment,
  ReservationRequest,
} from '../../workflows/messages.ts';
import type { Claim, Stock } from '../catalogue/ports.ts';
import type { Busy } from './turns.ts';

export type ClaimAnswer =
  | { outcome: 'claimed' | 'unknown' }
  | { outcome: 'sold_out'; available: number }
  | { outcome: 'address_full'; most: number }
  | { outcome: 'under_way'; earlier: Claim };

/**
 * A client address, and what it may hold unpaid at a time: a share of the event's capacity in per cent, or so many
 * tickets in any case.
 */
export type ClaimingAddress = { address: string; sharePercent: number; atLeast: number };

/** Redis's picture of what is free: it may wrongly say no, and is never the reason that a ticket is sold. */
export type StockGate = {
  /** Sets tickets aside. `under_way`: nothing was set aside, an earlier claim of the buyer is not decided yet. */
  claim(eventId: string, claim: Claim, buyerId: string, address?: ClaimingAddress): Promise<ClaimAnswer>;
  /** Ends a claim without a sale: its tickets are free again. Repeating does nothing. */
  giveBack(eventId: string, reservationId: string): Promise<void>;
  /** Ends a claim that became a sale: its tickets stay taken. Repeating does nothing. */
  settle(eventId: string, reservationId: string): Promise<void>;
  addTier(eventId: string, tierId: string, capacity: number): Promise<void>;
  /** Changes a tier's capacity: what is free moves by the difference. Repeating does nothing. */
  resize(eventId: string, tierId: string, capacity: number): Promise<'resized' | 'right' | 'unknown'>;
  /** Free tickets by tier. */
  available(eventId: string): Promise<Record<string, number>>;
  claims(eventId: string): Promise<(Claim & { ageSeconds: number })[]>;
  /** A mark that changes with every change of the event's stock, for `repair`. */
  version(eventId: string): Promise<string>;
  /** Whether Redis has exactly this stock, at the price of a read; false while something moves. */
  agrees(eventId: string, truth: Stock): Promise<boolean>;
  /** Copies `truth` into Redis, unless something moved since `version`: then returns `moved` and changes nothing. */
  repair(eventId: string, version: string, truth: Stock): Promise<'repaired' | 'right' | 'moved'>;
  forget(eventId: string): Promise<void>;
};

export type ReservationEnd = 'expired' | 'canceled' | 'declined';

/** `overdueSeconds` is negative until the deadline. */
export type ActiveHold = ReservationRequest & {
  ageSeconds: number;
  overdueSeconds: number;
  paymentStartedSecondsAgo?: number;
};

/** The purchase steps in Postgres; each is one transaction and safe to repeat. */
export type Purchases = {
  /** `fresh` is false when an earlier attempt had made the hold already. */
  hold(request: ReservationRequest): Promise<HoldAnswer & { fresh?: boolean }>;
  openCheckout(reservationId: string, buyerId: string, intent: CheckoutIntent): Promise<CheckoutAnswer>;
  /** Marks a hold in checkout as being paid, so that nothing frees it, and says what is owed. */
  startPayment(
    reservationId: string,
  ): Promise<{ outcome: 'owed'; totalCents: number } | { outcome: 'gone' | 'no_session' }>;
  /** Makes order and tickets. The quantity is what the reservation holds; without it Postgres is asked first. */
  issue(
    reservationId: string,
    quantity?: number,
  ): Promise<{ outcome: 'issued'; orderId: string; fresh: boolean } | { outcome: 'not_active' }>;
  /** Gives the tickets back; false when the reservation had ended before. */
  release(reservationId: string, end: ReservationEnd): Promise<boolean>;
  /** Active holds, the most urgent ones first: ten thousand at most. */
  active(): Promise<ActiveHold[]>;
  /** Those of the given reservations that ended at least `seconds` ago. */
  endedSince(reservationIds: Iterable<string>, seconds: number): Promise<{ reservationId: string; status: string }[]>;
};

/** The purchase has ended and its workflow takes no more messages: Postgres says how it ended. */
export type Over = { outcome: 'over' };

/** The messages of a buyer to the workflow of a purchase. */
export type PurchaseUpdates = {
  /**
   * Starts the purchase and takes the tickets, once for each reservation, in the order in which buyers first asked.
   * `busy`: too many are before this buyer for an answer within five seconds of `askedAt` (milliseconds since the
   * epoch), and nothing was started.
   */
  hold(request: ReservationRequest, askedAt: number): Promise<HoldAnswer | Busy | Over>;
  checkout(reservationId: string, intent: CheckoutIntent): Promise<CheckoutAnswer | Over>;
  confirm(reservationId: string, payment: Payment): Promise<ConfirmAnswer | Over>;
  cancel(reservationId: string): Promise<CancelAnswer | Over>;
};

/** The workflows of purchases, as the sale and the reconciler look after them. */
export type PurchaseWorkflows = {
  /** Ids of the reservations whose workflow runs, by an index that is some seconds behind. */
  running(): Promise<Set<string>>;
  /** What the workflow's own record says, which is never behind; `unknown` when there is none. */
  state(reservationId: string): Promise<'running' | 'ended' | 'unknown'>;
  /** Has a purchase give its tickets back; one that is being paid for is brought to its end first. */
  requestCancel(reservationId: string): Promise<void>;
  /** Starts the workflow of a hold that Temporal has lost; false when it has one after all. */
  adopt(request: ReservationRequest): Promise<boolean>;
  /** Terminates the workflow of a purchase that is over. */
  terminate(reservationId: string, reason: string): Promise<void>;
};
