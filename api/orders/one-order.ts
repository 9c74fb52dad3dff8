import type { Config } from '../../config.ts';
import type { Database } from '../../prisma/client.ts';
import { workflowIds } from '../../workflows/messages.ts';
import { isUuid } from '../http/routing.ts';
import { workflowUrl } from '../organiser/sale-monitor.ts';
import { ticketStatus } from '../purchase/reads.ts';
import { orderColumns, type OrderRow } from './columns.ts';
import { orderNotFound } from './problems.ts';
import { storyOf } from './story.ts';

type Web = Pick<Config, 'TEMPORAL_UI_URL' | 'TEMPORAL_NAMESPACE'>;

/** An order with its tickets, what was paid for it and given back, and its story. @throws Problem 404 */
export async function oneOrder(db: Database, config: Web, id: string) {
  const [row] = isUuid(id)
    ? await db.$queryRaw<OrderRow[]>`SELECT ${orderColumns} FROM orders o WHERE o.id = ${id}::uuid`
    : [];
  if (!row) throw orderNotFound();
  const { buyer_name, buyer_email, ...order } = row;
  const { event, tickets, charge, ...rows } = await rowsOf(db, row);
  const paid = charge && { amount_cents: charge.amount_cents, currency: order.currency };
  return {
    ...order,
    event_name: event.name,
    event,
    tier_id: rows.tier_id,
    reservation_id: rows.reservation_id,
    workflow_url: workflowUrl(config, workflowIds.reservation(rows.reservation_id)),
    buyer: { name: buyer_name, email: buyer_email },
    tickets: tickets.map((ticket) => ({ ...ticket, status: ticketStatus(event, rows) })),
    payments: paid ? [{ ...paid, provider: 'simulated', status: charge.status, created_at: charge.created_at }] : [],
    refunds: paid && charge.refunded_at ? [{ ...paid, created_at: charge.refunded_at }] : [],
    story: storyOf({ ...order, ...rows, charge }),
  };
}

/** The rows around an order. */
async function rowsOf(db: Database, { id, event_id }: OrderRow) {
  const [order, event] = await Promise.all([
    db.order.findUniqueOrThrow({
      where: { id },
      select: {
        tier_id: true,
        reservation_id: true,
        status: true,
        refund_due_at: true,
        reservation: { select: { created_at: true, payment_started_at: true } },
        checkout_session: { select: { created_at: true } },
        tickets: { select: { id: true, code: true, created_at: true }, orderBy: { code: 'asc' } },
      },
    }),
    db.event.findUniqueOrThrow({
      where: { id: event_id },
      select: { id: true, name: true, time_zone: true, status: true },
    }),
  ]);
  const idempotency_key = workflowIds.reservation(order.reservation_id);
  return { ...order, event, charge: await db.simulatedCharge.findUnique({ where: { idempotency_key } }) };
}
