/** What can happen to an order. */
export const storyKinds = [
  'held',
  'checkout_opened',
  'payment_started',
  'paid',
  'tickets_issued',
  'refund_due',
  'refunded',
] as const;

/** What Postgres knows of an order's past. */
export type Past = {
  quantity: number;
  total_price_cents: number;
  created_at: Date;
  refund_due_at: Date | null;
  reservation: { created_at: Date; payment_started_at: Date | null };
  checkout_session: { created_at: Date };
  charge: { amount_cents: number; created_at: Date; refunded_at: Date | null } | null;
};

export type StoryLine = {
  at: Date;
  what: (typeof storyKinds)[number];
  amount_cents?: number;
  quantity?: number;
};

/** What happened to an order, the earliest first. This is the one place where kinds are added. */
export function storyOf({ quantity, total_price_cents, charge, ...order }: Past): StoryLine[] {
  const lines: (Omit<StoryLine, 'at'> & { at: Date | null | undefined })[] = [
    { at: order.reservation.created_at, what: 'held', quantity },
    { at: order.checkout_session.created_at, what: 'checkout_opened' },
    { at: order.reservation.payment_started_at, what: 'payment_started' },
    { at: charge?.created_at, what: 'paid', ...(charge && { amount_cents: charge.amount_cents }) },
    { at: order.created_at, what: 'tickets_issued', quantity },
    { at: order.refund_due_at, what: 'refund_due', amount_cents: total_price_cents },
    { at: charge?.refunded_at, what: 'refunded', ...(charge && { amount_cents: charge.amount_cents }) },
  ];
  return lines
    .filter((line): line is StoryLine => line.at instanceof Date)
    .toSorted((a, b) => a.at.getTime() - b.at.getTime());
}
