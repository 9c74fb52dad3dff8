import type { Logger } from 'pino';
import type { Refunds, RefundWorkflows } from '../../activities/refunds/ports.ts';
import type { Event, PrismaClient } from '../../prisma/generated/client.ts';
import { isUuid } from '../http/routing.ts';
import { orderNotFound, refundedBefore, refundKeyReused } from './problems.ts';

type Needs = { db: PrismaClient; log: Logger; refunds: Refunds; refundWorkflows: RefundWorkflows };

const columns = {
  id: true,
  order_id: true,
  amount_cents: true,
  currency: true,
  reason: true,
  restock: true,
  state: true,
  failure: true,
  created_at: true,
  settled_at: true,
} as const;

/**
 * Refunds as the organiser asks for them. A request goes to Postgres, which voids the tickets; a workflow gives the
 * money back, and the reconciler starts one that could not be started.
 */
export const refundService = ({ db, log, refunds, refundWorkflows }: Needs) => ({
  /** Requests the refund of a whole order, once for each key. @throws Problem */
  async request(orderId: string, { key, ...terms }: { key: string; reason: string; restock: boolean }) {
    const answer = isUuid(orderId)
      ? await refunds.request({ orderId, key, ...terms })
      : { outcome: 'unknown' as const };
    switch (answer.outcome) {
      case 'unknown':
        throw orderNotFound();
      case 'refunded':
        throw refundedBefore();
      case 'key_reused':
        throw refundKeyReused();
    }
    await refundWorkflows
      .start(answer.eventId)
      .catch((failure: unknown) =>
        log.warn({ err: failure, event: answer.eventId }, 'a refund could not be started; the reconciler will'),
      );
    const refund = await db.refund.findUniqueOrThrow({ where: { id: answer.refundId }, select: columns });
    return { refund, repeated: answer.outcome === 'exists' };
  },

  /** How far the refunds of an event are. */
  async progress({ id: eventId, currency }: Pick<Event, 'id' | 'currency'>) {
    const [row] = await db.$queryRaw<
      [{ due: number; due_cents: number; failing: number; refunded: number; refunded_cents: number }]
    >`
      SELECT count(*) FILTER (WHERE is_due)::int AS due,
        coalesce(sum(total_price_cents) FILTER (WHERE is_due), 0)::float8 AS due_cents,
        count(*) FILTER (WHERE is_due AND failure IS NOT NULL)::int AS failing,
        count(*) FILTER (WHERE NOT is_due)::int AS refunded,
        coalesce(sum(total_price_cents) FILTER (WHERE NOT is_due), 0)::float8 AS refunded_cents
      FROM (
        SELECT o.total_price_cents, o.status = 'paid' AS is_due, f.failure
        FROM orders o LEFT JOIN refunds f ON f.order_id = o.id
        WHERE o.event_id = ${eventId}::uuid AND (o.status = 'refunded' OR o.refund_due_at IS NOT NULL)
      ) AS back`;
    return { event_id: eventId, currency, ...row };
  },
});

export type RefundService = ReturnType<typeof refundService>;
