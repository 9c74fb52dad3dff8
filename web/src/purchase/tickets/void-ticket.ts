import type { Ticket } from './tickets.ts';

type Reasons = Pick<Ticket, 'event' | 'tier' | 'refund_state'> & {
  order: Pick<Ticket['order'], 'status' | 'refund_due_at'>;
};

/** Why a ticket lets nobody in any more, and what becomes of its money, if it had cost any. */
export const voidText = (ticket: Reasons): string =>
  [reasonOf(ticket), ticket.tier.price_cents > 0 && moneyOf(ticket)].filter(Boolean).join(' ');

function reasonOf({ event, order }: Reasons): string {
  if (event.status === 'canceled') return 'The event was cancelled.';
  if (order.status === 'disputed') return 'Its payment is disputed at your bank.';
  return order.refund_due_at === null ? 'It was given back.' : 'Its order was given back.';
}

function moneyOf({ order, refund_state }: Reasons): string | undefined {
  if (order.status === 'disputed') return undefined;
  if (refund_state === 'paid' || order.status === 'refunded') return 'The money was refunded.';
  if (order.refund_due_at !== null) return 'The order is due for a refund.';
  return refund_state === 'requested' ? 'Its money is on the way back.' : undefined;
}
