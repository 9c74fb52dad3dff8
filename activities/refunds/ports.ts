/**
 * What is asked to be given back: some tickets, their money with them; an amount, which voids no ticket; or, without
 * either, all that is left of the order.
 */
export type RefundRequest = {
  orderId: string;
  tickets?: string[] | undefined;
  amountCents?: number | undefined;
  reason: string;
  restock: boolean;
  key: string;
};

/** `refunded`: nothing is left, or all of it is due already; `void_tickets`: of no such order, or void before. */
export type RefundAnswer =
  | { outcome: 'requested' | 'exists'; refundId: string; eventId: string }
  | { outcome: 'unknown' | 'refunded' | 'disputed' | 'key_reused' }
  | { outcome: 'too_much'; leftCents: number; askedCents: number; currency: string }
  | { outcome: 'void_tickets'; tickets: string[] };

/** Money that is due. Without `refundId` it is the rest of an order whose event was cancelled. */
export type DueRefund = { orderId: string; refundId: string | null };

/** A payment as a refund finds it. `isWhole`: nothing of it is or will be given back by another refund. */
export type RefundedPayment = { key: string; isTaken: boolean; isWhole: boolean };

/** A refund whose money is to be given back; no payment where there is nothing to give. */
export type OpenRefund = { id: string; amountCents: number; restock: boolean; payment: RefundedPayment | null };

/** A refund that waits for long, or whose last attempt failed. */
export type LateRefund = {
  eventId: string;
  orderNumber: string;
  amountCents: number;
  currency: string;
  attempts: number;
  failure: string | null;
  ageSeconds: number;
};

/** What a buyer's bank takes back, under the provider's id. An open dispute may be won or lost. */
export type DisputeReport = { id: string; amountCents: number; state: 'open' | 'won' | 'lost' };

export type OpenDispute = { id: string; orderNumber: string | null; amountCents: number; currency: string | null };

/** Refunds and disputes in Postgres; each step is one transaction and safe to repeat. */
export type Refunds = {
  /** Writes down what is to be given back, once for each key, and voids its tickets. */
  request(request: RefundRequest): Promise<RefundAnswer>;
  /** What an event owes: what failed least often first, `most` of it. Nothing of an order that is disputed. */
  due(eventId: string, most: number): Promise<DueRefund[]>;
  /** The refund of what is due; that of a cancelled event's order is written down now. Undefined if it is back. */
  open(due: DueRefund): Promise<OpenRefund | undefined>;
  /** Notes that the money is back; false when that was noted before. */
  settle(refundId: string): Promise<boolean>;
  /** Notes that an attempt failed. */
  fail(refundId: string, reason: string): Promise<void>;
  /** Events that owe money for more than `seconds`. */
  eventsDue(seconds: number): Promise<string[]>;
  /** How much is still to be given back, and since when the oldest of it. */
  pending(): Promise<{ count: number; oldestSeconds: number }>;
  /** What waits for more than `seconds` or failed last, the oldest first: a hundred at most. */
  late(seconds: number): Promise<LateRefund[]>;
  /**
   * Notes what the provider says of a dispute over a payment: until it is won, its order is disputed and its tickets
   * are void. Reports may come twice and in any order. `unknown`: there is no such payment.
   */
  dispute(paymentKey: string, dispute: DisputeReport): Promise<'noted' | 'unchanged' | 'unknown'>;
  /** Disputes that wait for an answer, the oldest first: a hundred at most. */
  openDisputes(): Promise<OpenDispute[]>;
};

/** The workflows that give money back, one for each event. */
export type RefundWorkflows = {
  /** Starts it; false when it runs already, and may wait for the provider. */
  start(eventId: string): Promise<boolean>;
  /** Starts it, or has the one that runs look at once at what was added. */
  wake(eventId: string): Promise<void>;
};
