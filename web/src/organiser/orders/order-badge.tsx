import type { ListedOrder, OrderStatus } from './orders.ts';

export const statusNames: Record<OrderStatus, string> = {
  paid: 'Paid',
  partly_refunded: 'Partly refunded',
  refunded: 'Refunded',
  disputed: 'Disputed',
};

/** The status of an order, and whether its money is still to be given back. */
export function OrderBadge(props: { order: Pick<ListedOrder, 'status' | 'refund_due_at'> }) {
  const isDue = () => ['paid', 'partly_refunded'].includes(props.order.status) && props.order.refund_due_at !== null;
  const kind = () =>
    isDue() || props.order.status === 'disputed' ? 'soon' : props.order.status === 'paid' ? 'good' : '';
  return <span class={`badge ${kind()}`} innerText={isDue() ? 'Refund due' : statusNames[props.order.status]} />;
}
