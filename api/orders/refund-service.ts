import type { Logger } from 'pino';
import type { RefundAnswer, Refunds, RefundWorkflows } from '../../activities/refunds/ports.ts';
import type { Event, PrismaClient } from '../../prisma/generated/client.ts';
import { isUuid } from '../http/routing.ts';
import { refundProblem } from './problems.ts';
import { refundColumns, shownRefund } from './refund-reads.ts';
import type { NewRefund } from './refund-schemas.ts';

type Needs = { db: PrismaClient; log: Logger; refunds: Refunds; refundWorkflows: RefundWorkflows };
type Progress = Record<'due' | 'due_cents' | 'failing' | 'refunded' | 'refunded_cents', number>;

/**
 * Refunds as the organiser asks for them. A request goes to Postgres, which voids the tickets; a workflow gives the
 * money back, and the reconciler starts one that could not be started.
 */
export const refundService = ({ db, log, refunds, refundWorkflows }: Needs) => ({
  /** Requests a refund, once for each key. @throws Problem */
  async request(orderId: string, key: string, { amount_cents: amountCents, ...asked }: NewRefund) {
    const answer = await askFor(refunds, { orderId, key, amountCents, ...asked });
    if (!('refundId' in answer)) throw refundProblem(answer);
    await refundWorkflows
      .wake(answer.eventId)
      .catch((failure: unknown) =>
        log.warn({ err: failure, event: answer.eventId }, 'a refund could not be started; the reconciler will'),
      );
    const refund = await db.refund.findUniqueOrThrow({ where: { id: answer.refundId }, select: refundColumns });
    return { refund: { ...shownRefund(refund), order_id: orderId }, repeated: answer.outcome === 'exists' };
  },

  /** How far the refunds of an event are. What banks decide about is neither due nor given back. */
  async progress({ id: eventId, currency }: Pick<Event, 'id' | 'currency'>) {
    const [row] = await db.$queryRaw<[Progress]>`
      WITH requested AS (
        SELECT order_id, sum(amount_cents) AS cents, bool_or(failure IS NOT NULL) AS is_failing FROM refunds
        WHERE event_id = ${eventId}::uuid AND state = 'requested' GROUP BY order_id
      ), back AS (
        SELECT o.refunded_cents, coalesce(f.is_failing, false) AS is_failing,
          o.status <> 'disputed' AND (f.cents IS NOT NULL OR o.refund_due_at IS NOT NULL AND o.status <> 'refunded')
            AS is_due,
          CASE WHEN o.refund_due_at IS NULL THEN f.cents ELSE o.total_price_cents - o.refunded_cents END AS due_cents,
          o.refunded_cents > 0 OR o.returned_tickets > 0 AS has_returned
        FROM orders o LEFT JOIN requested f ON f.order_id = o.id WHERE o.event_id = ${eventId}::uuid
      )
      SELECT count(*) FILTER (WHERE is_due)::int AS due,
        coalesce(sum(due_cents) FILTER (WHERE is_due), 0)::float8 AS due_cents,
        count(*) FILTER (WHERE is_due AND is_failing)::int AS failing,
        count(*) FILTER (WHERE NOT is_due AND has_returned)::int AS refunded,
        coalesce(sum(refunded_cents), 0)::float8 AS refunded_cents
      FROM back`;
    return { event_id: eventId, currency, ...row };
  },
});

export type RefundService = ReturnType<typeof refundService>;

/** What is no id is none of an order, and none of a ticket. */
async function askFor(refunds: Refunds, request: Parameters<Refunds['request']>[0]): Promise<RefundAnswer> {
  if (!isUuid(request.orderId)) return { outcome: 'unknown' };
  const wrong = request.tickets?.filter((id) => !isUuid(id)) ?? [];
  return wrong.length > 0 ? { outcome: 'void_tickets', tickets: wrong } : refunds.request(request);
}
