import type { Prisma } from '../../prisma/generated/client.ts';

/** The columns of a refund that organisers see. */
export const refundColumns = {
  id: true,
  kind: true,
  amount_cents: true,
  currency: true,
  reason: true,
  restock: true,
  state: true,
  failure: true,
  created_at: true,
  settled_at: true,
  tickets: { select: { id: true }, orderBy: { id: 'asc' } },
} as const satisfies Prisma.RefundSelect;

type Row = Prisma.RefundGetPayload<{ select: typeof refundColumns }>;

/** A refund with the ids of the tickets that it made void, and times as the wire has them. */
export const shownRefund = ({ tickets, created_at, settled_at, ...refund }: Row) => ({
  ...refund,
  tickets: tickets.map(({ id }) => id),
  created_at: created_at.toISOString(),
  settled_at: settled_at?.toISOString() ?? null,
});
