import { randomUUID } from 'node:crypto';
import { Prisma, type PrismaClient } from '../../prisma/generated/client.ts';
import { workflowIds } from '../../workflows/messages.ts';
import type {
  LateRefund,
  OpenDispute,
  OpenRefund,
  RefundAnswer,
  RefundedPayment,
  RefundRequest,
  Refunds,
} from './ports.ts';

/** Why orders of a cancelled event are given back, for which nobody gave a reason of their own. */
const CANCELED = 'The event was cancelled.';

/** Refunds whose money is to be given back. Money over which a bank decides waits for what it says. */
const requested = Prisma.sql`
  SELECT f.id AS "refundId", f.order_id AS "orderId", f.event_id, f.amount_cents, f.currency, f.attempts, f.failure,
    f.created_at AS due_at, o.number
  FROM refunds f JOIN orders o ON o.id = f.order_id WHERE f.state = 'requested' AND o.status <> 'disputed'`;

/** Orders that are due as a whole and of which no refund is written down: those of cancelled events. */
const unwritten = Prisma.sql`
  SELECT NULL::uuid AS "refundId", o.id AS "orderId", o.event_id, o.total_price_cents - coalesce(
      (SELECT sum(f.amount_cents) FROM refunds f WHERE f.order_id = o.id), 0)::int AS amount_cents,
    o.currency, 0 AS attempts, NULL::text AS failure, o.refund_due_at AS due_at, o.number
  FROM orders o WHERE o.status <> 'refunded' AND o.refund_due_at IS NOT NULL AND o.status <> 'disputed'
    AND NOT EXISTS (SELECT FROM refunds f WHERE f.order_id = o.id AND f.kind = 'order')`;

const olderThan = (column: Prisma.Sql, seconds: number) =>
  Prisma.sql`${column} < clock_timestamp() - make_interval(secs => ${seconds}::float8)`;
const ageSeconds = (column: Prisma.Sql) => Prisma.sql`extract(epoch FROM clock_timestamp() - ${column})::float8`;

/** A cancelled event asks without a key. */
type Asked = Omit<RefundRequest, 'key'> & { key: string | null };
type Row = Omit<OpenRefund, 'payment'> & Omit<RefundedPayment, 'key'> & { key: string | null };

/** Refunds: each step calls one of the functions of the migration `partial_refunds`, which is one transaction. */
export function postgresRefunds(db: PrismaClient): Refunds {
  async function ask({ orderId, tickets, amountCents, reason, restock, key }: Asked): Promise<RefundAnswer> {
    const [row] = await db.$queryRaw<[{ answer: RefundAnswer }]>`
      SELECT request_refund(
        ${orderId}::uuid, ${randomUUID()}::uuid, ${tickets ?? null}::uuid[], ${amountCents ?? null}::int, ${restock},
        ${reason}, ${key}
      ) AS answer`;
    return row.answer;
  }

  return {
    request: ask,

    due: (eventId, most) => db.$queryRaw`
      SELECT "orderId", "refundId" FROM (
        (${requested} AND f.event_id = ${eventId}::uuid ORDER BY f.attempts, f.created_at LIMIT ${most}::int)
        UNION ALL
        (${unwritten} AND o.event_id = ${eventId}::uuid ORDER BY o.refund_due_at, o.id LIMIT ${most}::int)
      ) AS due ORDER BY attempts, due_at, "orderId" LIMIT ${most}::int`,

    async open({ orderId, refundId }) {
      const asked =
        refundId === null ? await ask({ orderId, reason: CANCELED, restock: false, key: null }) : { refundId };
      if (!('refundId' in asked)) return undefined;
      const [row] = await db.$queryRaw<Row[]>`
        SELECT f.id, f.amount_cents AS "amountCents", f.restock, f.amount_cents = o.total_price_cents AS "isWhole",
          p.state IS DISTINCT FROM 'begun' AS "isTaken",
          -- A worker of an earlier release writes no payment down.
          CASE WHEN f.amount_cents > 0 AND coalesce(p.state, 'captured') IN ('begun', 'captured')
            THEN coalesce(p.key, ${workflowIds.reservation('')} || o.reservation_id) END AS key
        FROM refunds f JOIN orders o ON o.id = f.order_id LEFT JOIN LATERAL (
          SELECT key, state FROM payments WHERE reservation_id = o.reservation_id AND state <> 'declined'
          ORDER BY created_at DESC LIMIT 1
        ) AS p ON true
        WHERE f.id = ${asked.refundId}::uuid AND f.state = 'requested'`;
      if (!row) return undefined;
      const { key, isTaken, isWhole, ...refund } = row;
      return { ...refund, payment: key === null ? null : { key, isTaken, isWhole } };
    },

    async settle(refundId) {
      const [row] = await db.$queryRaw<[{ settled: boolean }]>`SELECT settle_refund(${refundId}::uuid) AS settled`;
      return row.settled;
    },

    async fail(refundId, reason) {
      await db.$executeRaw`
        UPDATE refunds SET attempts = attempts + 1, failure = ${reason}
        WHERE id = ${refundId}::uuid AND state = 'requested'`;
    },

    async eventsDue(seconds) {
      const rows = await db.$queryRaw<{ event_id: string }[]>`
        SELECT DISTINCT event_id FROM (${requested} UNION ALL ${unwritten}) AS due
        WHERE ${olderThan(Prisma.sql`due_at`, seconds)}`;
      return rows.map(({ event_id }) => event_id);
    },

    async pending() {
      const [row] = await db.$queryRaw<[{ count: number; oldestSeconds: number }]>`
        SELECT count(*)::int AS count, coalesce(max(${ageSeconds(Prisma.sql`due_at`)}), 0) AS "oldestSeconds"
        FROM (${requested} UNION ALL ${unwritten}) AS due`;
      return row;
    },

    late: (seconds) => db.$queryRaw<LateRefund[]>`
      SELECT event_id AS "eventId", number AS "orderNumber", amount_cents AS "amountCents", currency, attempts, failure,
        ${ageSeconds(Prisma.sql`due_at`)} AS "ageSeconds"
      FROM (${requested} UNION ALL ${unwritten}) AS due
      WHERE failure IS NOT NULL OR ${olderThan(Prisma.sql`due_at`, seconds)} ORDER BY due_at LIMIT 100`,

    async dispute(paymentKey, { id, amountCents, state }) {
      const [row] = await db.$queryRaw<[{ outcome: Awaited<ReturnType<Refunds['dispute']>> }]>`
        SELECT note_dispute(${paymentKey}, ${id}, ${amountCents}::int, ${state}::"DisputeState") AS outcome`;
      return row.outcome;
    },

    openDisputes: () => db.$queryRaw<OpenDispute[]>`
      SELECT d.id, o.number AS "orderNumber", d.amount_cents AS "amountCents", o.currency
      FROM disputes d LEFT JOIN orders o ON o.id = d.order_id WHERE d.state = 'open'
      ORDER BY d.created_at LIMIT 100`,
  };
}
