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
  const { event, tickets, payments, refund, ...rows } = await rowsOf(db, row);
  return {
    ...order,
    event_name: event.name,
    event,
    tier_id: rows.tier_id,
    reservation_id: rows.reservation_id,
    workflow_url: workflowUrl(config, workflowIds.reservation(rows.reservation_id)),
    buyer: { id: rows.buyer_id, name: buyer_name, email: buyer_email, erased_at: rows.buyer_erased_at },
    tickets: tickets.map((ticket) => ({ ...ticket, status: ticketStatus(event, rows) })),
    payments: payments.map(({ amount_cents, currency, state: status, created_at }) => ({
      ...{ amount_cents, currency, status, created_at },
      provider: 'simulated',
    })),
    refunds: refund ? [refund] : [],
    story: storyOf({ ...order, ...rows, payments, refund }),
  };
}

const refundColumns = {
  amount_cents: true,
  currency: true,
  reason: true,
  restock: true,
  state: true,
  created_at: true,
  settled_at: true,
} as const;

/** The rows around an order. */
async function rowsOf(db: Database, { id, event_id }: OrderRow) {
  const [order, event] = await Promise.all([
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
        refund: { select: refundColumns },
        checkout_session: { select: { created_at: true } },
        tickets: { select: { id: true, code: true, created_at: true }, orderBy: { code: 'asc' } },
      },
    }),
    db.event.findUniqueOrThrow({
      where: { id: event_id },
      select: { id: true, name: true, time_zone: true, status: true },
    }),
  ]);
  const payments = await db.payment.findMany({
    where: { reservation_id: order.reservation_id },
    select: { amount_cents: true, currency: true, state: true, created_at: true, settled_at: true },
    orderBy: { created_at: 'asc' },
  });
  return { ...order, event, payments };
}
