import type { Ticket } from './tickets.ts';

type Reasons = Pick<Ticket, 'event' | 'tier'> & { order: Pick<Ticket['order'], 'status' | 'refund_due_at'> };

/** Why a ticket lets nobody in any more, and what becomes of its money, if it had cost any. */
export const voidText = ({ event, order, tier }: Reasons): string =>
  [
    event.status === 'canceled' ? 'The event was cancelled.' : 'Its order was given back.',
    tier.price_cents > 0 && order.status === 'refunded' && 'The money was refunded.',
    tier.price_cents > 0 && order.status === 'paid' && order.refund_due_at && 'The order is due for a refund.',
  ]
    .filter(Boolean)
    .join(' ');
