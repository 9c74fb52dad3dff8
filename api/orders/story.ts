import type { DisputeState, PaymentState, RefundKind } from '../../prisma/generated/client.ts';

/** What can happen to an order. */
export const storyKinds = [
  'held',
  'checkout_opened',
  'payment_started',
  'card_declined',
  'paid',
  'tickets_issued',
  'refund_due',
  'refunded',
  'dispute_opened',
  'dispute_won',
  'dispute_lost',
] as const;

/** What Postgres knows of an order's past. */
export type Past = {
  quantity: number;
  total_price_cents: number;
  created_at: Date;
  refund_due_at: Date | null;
  reservation: { created_at: Date };
  checkout_session: { created_at: Date };
  payments: { amount_cents: number; state: PaymentState; created_at: Date; settled_at: Date | null }[];
  refunds: PastRefund[];
  disputes: { amount_cents: number; state: DisputeState; created_at: Date; closed_at: Date | null }[];
};

type PastRefund = {
  kind: RefundKind;
  amount_cents: number;
  reason: string;
  created_at: Date;
  settled_at: Date | null;
  /** Those that it made void. */
  tickets: unknown[];
};

export type StoryLine = {
  at: Date;
  what: (typeof storyKinds)[number];
  amount_cents?: number;
  quantity?: number;
  reason?: string;
};

type Line = Omit<StoryLine, 'at'> & { at: Date | null };

/** What happened to an order, the earliest first. This is the one place where kinds are added. */
export function storyOf({ quantity, total_price_cents, refunds, ...order }: Past): StoryLine[] {
  const isWritten = refunds.some(({ kind }) => kind === 'order');
  const rest = refunds.reduce((left, { amount_cents }) => left - amount_cents, total_price_cents);
  const lines: Line[] = [
    { at: order.reservation.created_at, what: 'held', quantity },
    { at: order.checkout_session.created_at, what: 'checkout_opened' },
    ...order.payments.flatMap((payment) => linesOf(payment, order.created_at)),
    { at: order.created_at, what: 'tickets_issued', quantity },
    // An order of a cancelled event is due before its refund is written down.
    { at: isWritten ? null : order.refund_due_at, what: 'refund_due', amount_cents: rest },
    ...refunds.flatMap((refund) => linesOfRefund(refund, order.refund_due_at)),
    ...order.disputes.flatMap(({ amount_cents, state, created_at, closed_at }): Line[] => [
      { at: created_at, what: 'dispute_opened', amount_cents },
      { at: closed_at, what: state === 'won' ? 'dispute_won' : 'dispute_lost', amount_cents },
    ]),
  ];
  return lines
    .filter((line): line is StoryLine => line.at instanceof Date)
    .toSorted((a, b) => a.at.getTime() - b.at.getTime());
}

/** A try to pay. When money was taken that has gone back since, the tickets of the same moment say. */
function linesOf({ state, amount_cents, created_at, settled_at }: Past['payments'][number], issuedAt: Date): Line[] {
  const started: Line = { at: created_at, what: 'payment_started' };
  if (state === 'declined') return [started, { at: settled_at, what: 'card_declined' }];
  return state === 'captured' || state === 'refunded'
    ? [started, { at: state === 'captured' ? settled_at : issuedAt, what: 'paid', amount_cents }]
    : [started];
}

/** A whole order is due since the organiser asked or its event was cancelled, whichever came first. */
function linesOfRefund(
  { kind, amount_cents, reason, created_at, settled_at, tickets }: PastRefund,
  dueAt: Date | null,
): Line[] {
  const quantity = kind === 'tickets' ? { quantity: tickets.length } : {};
  return [
    { at: (kind === 'order' && dueAt) || created_at, what: 'refund_due', amount_cents, reason, ...quantity },
    { at: settled_at, what: 'refunded', amount_cents },
  ];
}
