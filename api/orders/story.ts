import type { PaymentState } from '../../prisma/generated/client.ts';

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
  refund: { amount_cents: number; reason: string; settled_at: Date | null } | null;
};

export type StoryLine = {
  at: Date;
  what: (typeof storyKinds)[number];
  amount_cents?: number;
  quantity?: number;
  reason?: string;
};

type Line = Omit<StoryLine, 'at'> & { at: Date | null | undefined };

/** What happened to an order, the earliest first. This is the one place where kinds are added. */
export function storyOf({ quantity, total_price_cents, refund, ...order }: Past): StoryLine[] {
  const lines: Line[] = [
    { at: order.reservation.created_at, what: 'held', quantity },
    { at: order.checkout_session.created_at, what: 'checkout_opened' },
    ...order.payments.flatMap((payment) => linesOf(payment, order.created_at)),
    { at: order.created_at, what: 'tickets_issued', quantity },
    { at: order.refund_due_at, what: 'refund_due', amount_cents: total_price_cents, ...(refund && reasonOf(refund)) },
    { at: refund?.settled_at, what: 'refunded', ...(refund && { amount_cents: refund.amount_cents }) },
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

const reasonOf = ({ reason }: { reason: string }) => ({ reason });
