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

/** `overdueSeconds` is negative until the deadline. `paymentKey` is the latest try to pay, or the first one to come. */
export type ActiveHold = ReservationRequest & {
  ageSeconds: number;
  overdueSeconds: number;
  paymentStartedSecondsAgo?: number;
  paymentKey: string;
};

export type EndedReservation = {
  reservationId: string;
  status: string;
  paymentKey: string;
  /** Its latest try to pay has no outcome in our books. */
  isUnsettled: boolean;
};

/** `issued`: an earlier run of the same step has got as far as that. */
export type PaymentBegun =
  | { outcome: 'owed'; totalCents: number; currency: string }
  | { outcome: 'issued'; orderId: string; totalCents: number }
  | { outcome: 'gone' }
  | { outcome: 'no_session' };

/** A try to pay whose outcome is not in our books, of a purchase that is over. */
export type UnsettledPayment = { key: string; reservationId: string; sold: boolean; ageSeconds: number };

/** The purchase steps in Postgres; each is one transaction and safe to repeat. */
export type Purchases = {
  /** `fresh` is false when an earlier attempt had made the hold already. */
  hold(request: ReservationRequest): Promise<HoldAnswer & { fresh?: boolean }>;
  openCheckout(reservationId: string, buyerId: string, intent: CheckoutIntent): Promise<CheckoutAnswer>;
  /**
   * Begins a try to pay for a hold in checkout, so that nothing frees it, and says what is owed. `key` is what the
   * provider knows the try by.
   */
  beginPayment(reservationId: string, key: string): Promise<PaymentBegun>;
  /** Writes down what may be paid for a hold in the buyer's browser; the hold stays unpaid. */
  offerPayment(reservationId: string, key: string): Promise<PaymentBegun>;
  /** Notes that nothing is set aside yet by a try that goes on: its hold ends at its deadline like any other. */
  postponePayment(reservationId: string): Promise<void>;
  /** Keys of the tries to pay for a reservation that have no outcome in our books. */
  openPayments(reservationId: string): Promise<string[]>;
  /** Notes that a try was declined: its hold is unpaid again. */
  declinePayment(reservationId: string, key: string): Promise<void>;
  /** Sees that no tickets are issued for a try from now on; false when the hold has ended before. */
  abandonPayment(reservationId: string, key: string): Promise<boolean>;
  /** Notes what became of a try. Repeating changes nothing. */
  settlePayment(key: string, state: 'captured' | 'declined' | 'voided' | 'refunded'): Promise<void>;
  /** Whether our books know what became of a try. */
  isSettled(key: string): Promise<boolean>;
  /** What a try to pay was begun for. */
  amountOf(key: string): Promise<number>;
  /** Tries that are begun for more than `seconds`, and whose reservation has ended. */
  unsettledPayments(seconds: number): Promise<UnsettledPayment[]>;
  /** How many payments are set aside for tickets that were issued and are not taken yet, and the age of the oldest. */
  untakenPayments(): Promise<{ count: number; oldestSeconds: number }>;
  /** Makes order and tickets. The quantity is what the reservation holds; without it Postgres is asked first. */
  issue(
    reservationId: string,
    quantity?: number,
  ): Promise<{ outcome: 'issued'; orderId: string; fresh: boolean } | { outcome: 'not_active' }>;
  /** Takes the tickets of an expired hold again, for money that came too late; false where that cannot be. */
  revive(reservationId: string): Promise<boolean>;
  /** Gives the tickets back; false when the reservation had ended before. */
  release(reservationId: string, end: ReservationEnd): Promise<boolean>;
  /** Active holds, the most urgent ones first: ten thousand at most. */
  active(): Promise<ActiveHold[]>;
  /** Those of the given reservations that ended at least `seconds` ago. */
  endedSince(reservationIds: Iterable<string>, seconds: number): Promise<EndedReservation[]>;
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
  /** Has the purchase ask what became of its payment. One that is over does nothing: the reconciler settles it. */
  paymentSettled(reservationId: string): Promise<void>;
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
