import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import { defineSearchAttributeKey } from '@temporalio/common';

/** What workflows and their callers share: names, ids, queues, and the shape of each message. */

/**
 * Purchases, sales and the reconciler on one queue; waiting places, and what else nobody waits for, on another, so that
 * a crowd never delays a purchase. `mails` has the steps of mails alone, which take as long as a mail server does.
 */
export const queues = {
  purchases: 'ticketdrop-purchases',
  waitingRoom: 'ticketdrop-waiting-room',
  mails: 'ticketdrop-mails',
} as const;

export const workflowIds = {
  sale: (eventId: string) => `sale/${eventId}`,
  entry: (eventId: string, token: string) => `entry/${eventId}/${token}`,
  reservation: (reservationId: string) => `reservation/${reservationId}`,
  refunds: (eventId: string) => `refunds/${eventId}`,
  mail: (mailId: string) => `mail/${mailId}`,
  reconcile: 'reconcile',
} as const;

/** Set when a workflow starts and never changed, because each later change would cost a history event. */
export const eventIdAttribute = defineSearchAttributeKey('EventId', 'KEYWORD');

// The sale of an event.

export type SaleRequest = { eventId: string };

/** The revision is an argument of the start, so that running sales keep theirs. */
export type SaleWorkflow = (request: SaleRequest, revision?: number) => Promise<void>;

/**
 * Revision 1 acted on the transition that a signal named, so that a sale which was closed and opened again could end.
 * Revision 2 acts on the state in Postgres, rests while nobody waits, and does not wait until a wave is announced.
 */
export const SALE_REVISION = 2;

export const pause = defineSignal('pause');
export const resume = defineSignal('resume');
/** A setting of the organiser's has changed: the sale reads all of them again. */
export const settings = defineSignal('settings');
export const close = defineSignal('close');
/** Somebody waits in a line that was empty. */
export const lineFormed = defineSignal('lineFormed');

export type SaleView = {
  state: 'preparing' | 'scheduled' | 'selling' | 'paused' | 'closed';
  wave: number;
  nextWaveAt?: string;
};
export const saleView = defineQuery<SaleView>('view');

// A waiting place.

/**
 * Times are milliseconds since the epoch by Redis's clock. `accessUntil` is set for a place that was admitted at its
 * join.
 */
export type WaitingPlace = {
  eventId: string;
  token: string;
  number: number;
  buyerId?: string;
  joinedAt: number;
  expiresAt: number;
  accessUntil?: number;
};

export type EntryOutcome = 'left' | 'never_admitted' | 'pass_ended';

export type EntryWorkflow = (place: WaitingPlace) => Promise<EntryOutcome>;

/** `accessUntil` is the end of the pass, for a place that has one. */
export const entryView = defineQuery<{ accessUntil?: number }>('view');
export const admitted = defineSignal<[{ accessUntil: number }]>('admitted');
export const left = defineSignal('left');

// A reservation, from hold to tickets.

export type ReservationRequest = {
  reservationId: string;
  eventId: string;
  tierId: string;
  buyerId: string;
  token: string;
  quantity: number;
  /** What a ticket cost where the buyer chose it; at another price nothing is held. */
  expectedPriceCents?: number;
};

export type ReservationState =
  | 'new'
  | 'held'
  | 'in_checkout'
  | 'paying'
  | 'converted'
  | 'declined'
  | 'canceled'
  | 'expired'
  | 'refused';

export type ReservationView = { state: ReservationState; expiresAt?: string; orderId?: string };

/**
 * The revision is an argument of the start, so that running purchases keep theirs; a marker in the history would cost
 * two events.
 */
export type ReservationWorkflow = (request: ReservationRequest, revision?: number) => Promise<ReservationView>;

/**
 * Revision 1 started a new timer for the deadline at checkout. Revision 2 lets the timer run and checks the deadline
 * again when it fires, which saves two events of each purchase; and it ends no hold whose checkout is just being
 * opened. Revision 3 takes messages one after the other, once the hold is decided, and can be paid for also if it does
 * not know of its checkout. Revision 4 charges and issues in one step. Revision 5 sets the money aside, issues,
 * and then takes it; a declined card may be followed by another one.
 */
export const PURCHASE_REVISION = 5;

export type HoldAnswer =
  /** `inCheckout` when a workflow takes over a hold whose checkout session is open. */
  | { outcome: 'held'; expiresAt: string; inCheckout?: boolean }
  | { outcome: 'limit'; limit: number; alreadyPurchased: number; activeHolds: number }
  | { outcome: 'tier_limit'; tierId: string; limit: number; alreadyPurchased: number; activeHolds: number }
  | { outcome: 'price_changed'; priceCents: number }
  | { outcome: 'already_active'; reservationId: string; expiresAt: string }
  | { outcome: 'sold_out'; available: number }
  | { outcome: 'unknown_tier' | 'not_on_sale' | 'paused' | 'ended' | 'unavailable' };

export type CheckoutIntent = { sessionId: string; key: string; fingerprint: string };

export type CheckoutAnswer =
  /** `paysInBrowser`: the buyer gives the card to the provider, whenever they want to; we ask what became of it. */
  | { outcome: 'opened' | 'exists'; sessionId: string; expiresAt: string; paysInBrowser?: true }
  | { outcome: 'key_reused' | 'expired' | 'not_active' | 'unknown' };

/**
 * What the simulated provider does with the buyer's card: `decline` refuses it and lets another try follow, `fail` ends
 * the purchase. Nothing where the buyer's browser pays.
 */
export type Payment = { simulate?: 'success' | 'fail' | 'decline' };

/**
 * What became of a try to pay. `authorised`: the money is set aside; the tickets are still to be issued where there is
 * no order, and the money is still to be taken. `card_declined`: another try may follow. `waiting`: the same try is
 * still the buyer's, who may have had a card declined.
 */
export type PaidFor =
  | { outcome: 'issued'; orderId: string }
  | { outcome: 'authorised'; orderId?: string }
  | { outcome: 'waiting'; declined: boolean }
  | { outcome: 'card_declined' | 'declined' | 'gone' | 'no_session' };

/** What a charge before the tickets were issued led to, in purchases before revision 5. */
export type Charged = 'captured' | 'declined' | 'gone' | 'no_session';

/** The same of a step that issues as well, in revision 4. `captured`: the tickets are still to be issued. */
export type Paid = { outcome: 'issued'; orderId: string } | { outcome: Charged };

export type ConfirmAnswer =
  | { outcome: 'converted'; orderId: string }
  | { outcome: 'pending' | 'card_declined' | 'declined' | 'expired' | 'not_payable' };

export type CancelAnswer = { outcome: 'canceled' | 'not_active' };

/**
 * Workflow task timeout of a purchase. A worker that died or was just stopped never answers; another one then still
 * does within the five seconds of the buyer's request.
 */
const TASK_TIMEOUT_MS = 3_000;

/** Start options of a purchase: one workflow for each reservation, however often its start is requested. */
export const purchaseStart = (request: ReservationRequest) => ({
  workflowId: workflowIds.reservation(request.reservationId),
  taskQueue: queues.purchases,
  workflowTaskTimeout: TASK_TIMEOUT_MS,
  args: [request, PURCHASE_REVISION] as [ReservationRequest, number],
  workflowIdConflictPolicy: 'USE_EXISTING' as const,
  workflowIdReusePolicy: 'REJECT_DUPLICATE' as const,
  typedSearchAttributes: [{ key: eventIdAttribute, value: request.eventId }],
});

export const hold = defineUpdate<HoldAnswer>('hold');
export const checkout = defineUpdate<CheckoutAnswer, [CheckoutIntent]>('checkout');
export const confirm = defineUpdate<ConfirmAnswer, [Payment]>('confirm');
export const cancel = defineUpdate<CancelAnswer>('cancel');
/** The provider has said that something became of the payment: the purchase asks what. */
export const paymentSettled = defineSignal('paymentSettled');
export const reservationView = defineQuery<ReservationView>('view');

// Refunds.

/** `refunded` are those before it continued as new. */
export type EventRefundsRequest = { eventId: string; refunded?: number };
export type EventRefundsWorkflow = (request: EventRefundsRequest) => Promise<void>;

/** More is due than the workflow may have seen. */
export const refundsAdded = defineSignal('refundsAdded');

/** What a step gave back, and what it could not. */
export type RefundPage = { refunded: number; failed: number };

// A mail to a buyer.

/** `decided`: it had been sent or given up before, or its order is gone. */
export type MailOutcome = 'sent' | 'failed' | 'decided';

export type MailWorkflow = (mailId: string) => Promise<MailOutcome>;

/** Start options of a mail: one workflow for each, which may start again only if an engineer ended it. */
export const mailStart = (mailId: string) => ({
  workflowId: workflowIds.mail(mailId),
  taskQueue: queues.waitingRoom,
  args: [mailId] as [string],
  workflowIdConflictPolicy: 'USE_EXISTING' as const,
  workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY' as const,
});

// The reconciler.

/** How many things of each kind one run repaired; kinds with nothing to repair are left out. */
export type ReconcileReport = Partial<
  Record<
    | 'holdsFreed'
    | 'paymentsSettled'
    | 'holdsAdopted'
    | 'purchasesEnded'
    | 'stockRepaired'
    | 'roomsRebuilt'
    | 'placesRestored'
    | 'salesStarted'
    | 'salesTold'
    | 'salesWoken'
    | 'refundsStarted',
    number
  >
> & {
  /** What could not be repaired, the first ones of each step; the metric counts all of them. */
  unmended?: Unmended[];
};

/** Something that the reconciler could not repair, and why. */
export type Unmended = { subject: string; reason: string };

export type ReconcileWorkflow = () => Promise<ReconcileReport>;
