import type { Ticket } from './tickets.ts';

/** Why a ticket lets nobody in any more, and what becomes of its money. */
export const voidText = ({ event, order }: Pick<Ticket, 'event' | 'order'>): string =>
  [
    event.status === 'canceled' ? 'The event was cancelled.' : 'Its order was given back.',
    order.status === 'refunded' && 'The money was refunded.',
    order.status === 'paid' && order.refund_due_at && 'The order is due for a refund.',
  ]
    .filter(Boolean)
    .join(' ');
