import type { Config } from '../../config.ts';
import type { Database } from '../../prisma/client.ts';
import { workflowIds } from '../../workflows/messages.ts';
import { isUuid } from '../http/routing.ts';
import { workflowUrl } from '../organiser/sale-monitor.ts';
import { ticketStatus } from '../purchase/reads.ts';
import { orderColumns, type OrderRow } from './columns.ts';
import { orderNotFound } from './problems.ts';
import { refundColumns, shownRefund } from './refund-reads.ts';
import { storyOf } from './story.ts';

type Web = Pick<Config, 'TEMPORAL_UI_URL' | 'TEMPORAL_NAMESPACE'>;

/** An order with its tickets, what was paid for it and given back, and its story. @throws Problem 404 */
export async function oneOrder(db: Database, config: Web, id: string) {
  const [row] = isUuid(id)
    ? await db.$queryRaw<OrderRow[]>`SELECT ${orderColumns} FROM orders o WHERE o.id = ${id}::uuid`
    : [];
  if (!row) throw orderNotFound();
  const { buyer_name, buyer_email, ...order } = row;
  const { event, tickets, payments, refunds, disputes, ...rows } = await rowsOf(db, row);
  return {
    ...order,
    event_name: event.name,
    event,
    tier_id: rows.tier_id,
    reservation_id: rows.reservation_id,
    workflow_url: workflowUrl(config, workflowIds.reservation(rows.reservation_id)),
    buyer: { id: rows.buyer_id, name: buyer_name, email: buyer_email, erased_at: rows.buyer_erased_at },
    left_cents:
      order.refund_due_at === null
        ? refunds.reduce((left, { amount_cents }) => left - amount_cents, order.total_price_cents)
        : 0,
    tickets: tickets.map((ticket) => ({ ...ticket, status: ticketStatus(event, rows, ticket) })),
    payments: payments.map(({ amount_cents, currency, state: status, created_at, intent_id }) => ({
      ...{ amount_cents, currency, status, created_at },
      provider: intent_id === null ? 'simulated' : 'stripe',
      reference: intent_id,
    })),
    refunds: refunds.map(shownRefund),
    disputes,
    story: storyOf({ ...order, ...rows, payments, refunds, disputes }),
  };
}

type TicketRow = { id: string; code: string; amount_cents: number; refund_id: string | null; created_at: Date };

/** The rows around an order. */
async function rowsOf(db: Database, { id, event_id }: OrderRow) {
  const [order, event, tickets] = await Promise.all([
    db.order.findUniqueOrThrow({
      where: { id },
      select: {
        tier_id: true,
        buyer_id: true,
        buyer_erased_at: true,
        reservation_id: true,
        status: true,
        refund_due_at: true,
        reservation: { select: { created_at: true } },
        refunds: { select: refundColumns, orderBy: [{ created_at: 'asc' }, { id: 'asc' }] },
        disputes: {
          select: { id: true, amount_cents: true, state: true, created_at: true, closed_at: true },
          orderBy: { created_at: 'asc' },
        },
        checkout_session: { select: { created_at: true } },
      },
    }),
    db.event.findUniqueOrThrow({
      where: { id: event_id },
      select: { id: true, name: true, time_zone: true, status: true },
    }),
    db.$queryRaw<TicketRow[]>`
      SELECT t.id, t.code, s.amount_cents, t.refund_id, t.created_at
      FROM tickets t JOIN ticket_shares(${id}::uuid) s ON s.ticket_id = t.id
      WHERE t.order_id = ${id}::uuid ORDER BY t.code`,
  ]);
  const payments = await db.payment.findMany({
    where: { reservation_id: order.reservation_id },
    select: { amount_cents: true, currency: true, state: true, created_at: true, settled_at: true, intent_id: true },
    orderBy: { created_at: 'asc' },
  });
  return { ...order, event, tickets, payments };
}
