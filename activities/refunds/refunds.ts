import { randomUUID } from 'node:crypto';
import type { PrismaClient } from '../../prisma/generated/client.ts';
import { workflowIds } from '../../workflows/messages.ts';
import type { Refunds } from './ports.ts';

/** Why orders of a cancelled event are given back, for which nobody gave a reason of their own. */
const CANCELED = 'The event was cancelled.';

/** Refunds: each step calls one of the functions of the migration `refunds`, which is one transaction. */
export function postgresRefunds(db: PrismaClient): Refunds {
  return {
    async request({ orderId, reason, restock, key }) {
      const [row] = await db.$queryRaw<[{ answer: Awaited<ReturnType<Refunds['request']>> }]>`
        SELECT request_refund(${orderId}::uuid, ${randomUUID()}::uuid, ${reason}, ${restock}, ${key}) AS answer`;
      return row.answer;
    },

    async due(eventId, most) {
      return db.$queryRaw`
        SELECT o.id AS "orderId", o.event_id AS "eventId", coalesce(f.restock, false) AS restock, coalesce(
          (SELECT p.key FROM payments p WHERE p.reservation_id = o.reservation_id AND p.state IN ('begun', 'captured')
           ORDER BY p.created_at DESC LIMIT 1),
          -- A worker of an earlier release writes no payment down.
          CASE WHEN o.total_price_cents > 0 THEN ${workflowIds.reservation('')} || o.reservation_id END) AS "paymentKey"
        FROM orders o LEFT JOIN refunds f ON f.order_id = o.id
        WHERE o.event_id = ${eventId}::uuid AND o.status = 'paid' AND o.refund_due_at IS NOT NULL
        ORDER BY coalesce(f.attempts, 0), o.refund_due_at, o.id LIMIT ${most}::int`;
    },

    async settle(orderId) {
      await this.request({ orderId, reason: CANCELED, restock: false, key: null });
      const [row] = await db.$queryRaw<[{ settled: boolean }]>`SELECT settle_refund(${orderId}::uuid) AS settled`;
      return row.settled;
    },

    async fail(orderId, reason) {
      await this.request({ orderId, reason: CANCELED, restock: false, key: null });
      await db.$executeRaw`
        UPDATE refunds SET attempts = attempts + 1, failure = ${reason}
        WHERE order_id = ${orderId}::uuid AND state = 'requested'`;
    },

    async eventsDue(seconds) {
      const rows = await db.$queryRaw<{ event_id: string }[]>`
        SELECT DISTINCT event_id FROM orders WHERE status = 'paid' AND refund_due_at IS NOT NULL
          AND refund_due_at < clock_timestamp() - make_interval(secs => ${seconds}::float8)`;
      return rows.map(({ event_id }) => event_id);
    },
  };
}
