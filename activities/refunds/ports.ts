export type RefundRequest = { orderId: string; reason: string; restock: boolean; key: string | null };

/** An order whose money is to be given back. `paymentKey` is what the provider knows it by; none for what was free. */
export type DueRefund = { orderId: string; eventId: string; restock: boolean; paymentKey: string | null };

/** Refunds in Postgres; each step is one transaction and safe to repeat. */
export type Refunds = {
  /**
   * Makes an order due for a refund, which voids its tickets. `refunded`: another request has; `key_reused`: the key
   * came with another reason before.
   */
  request(
    request: RefundRequest,
  ): Promise<
    | { outcome: 'requested' | 'exists'; refundId: string; eventId: string }
    | { outcome: 'unknown' | 'refunded' | 'key_reused' }
  >;
  /** Orders of an event whose money is to be given back: those that failed least often first, `most` of them. */
  due(eventId: string, most: number): Promise<DueRefund[]>;
  /** Notes that the money is back; false when that was noted before. */
  settle(orderId: string): Promise<boolean>;
  /** Notes that an attempt failed. */
  fail(orderId: string, reason: string): Promise<void>;
  /** Events with orders whose money is to be given back for more than `seconds`. */
  eventsDue(seconds: number): Promise<string[]>;
};

/** The workflows that give money back, one for each event. */
export type RefundWorkflows = {
  /** Starts it; false when it runs already and sees by itself what was added meanwhile. */
  start(eventId: string): Promise<boolean>;
};
