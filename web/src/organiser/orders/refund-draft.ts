import { moneyText } from '../../../../money.ts';
import { parseAmount } from '../../ui/money.ts';
import type { NewRefund, Order } from './orders.ts';

/** What an organiser has chosen to give back of an order. Texts stay as they are typed until they are sent. */
export type RefundDraft = {
  kind: 'order' | 'tickets' | 'amount';
  /** Ids of the chosen tickets. */
  tickets: string[];
  amount: string;
  reason: string;
  restock: boolean;
};

export const emptyRefund: RefundDraft = { kind: 'order', tickets: [], amount: '', reason: '', restock: false };

type Refundable = Pick<Order, 'left_cents' | 'tickets' | 'currency'>;

export const validTickets = ({ tickets }: Pick<Order, 'tickets'>) => tickets.filter(({ status }) => status === 'valid');

/** The tickets that the refund makes void. */
export const voidedTickets = ({ kind, tickets }: RefundDraft, order: Refundable) =>
  kind === 'amount' ? [] : validTickets(order).filter(({ id }) => kind === 'order' || tickets.includes(id));

/** What the buyer gets back, in the smallest unit; undefined while the draft does not say. */
export function refundCents(draft: RefundDraft, order: Refundable): number | undefined {
  if (draft.kind === 'order') return order.left_cents;
  if (draft.kind === 'amount') return parseAmount(draft.amount, order.currency);
  const chosen = voidedTickets(draft, order);
  return chosen.length > 0 ? chosen.reduce((sum, { amount_cents }) => sum + amount_cents, 0) : undefined;
}

/** What is missing or wrong, by field. */
export function refundErrors(draft: RefundDraft, order: Refundable): Partial<Record<keyof RefundDraft, string>> {
  const cents = refundCents(draft, order);
  const left = `${moneyText(order.left_cents, order.currency)} are left of this order.`;
  return {
    ...(draft.kind === 'tickets' && cents === undefined && { tickets: 'Choose at least one ticket.' }),
    ...(draft.kind === 'tickets' && (cents ?? 0) > order.left_cents && { tickets: `Only ${left}` }),
    ...(draft.kind === 'amount' && !cents && { amount: 'Give an amount, such as 10.' }),
    ...(draft.kind === 'amount' && (cents ?? 0) > order.left_cents && { amount: `Only ${left}` }),
    ...(draft.reason.trim() === '' && { reason: 'Say why the money goes back.' }),
  };
}

/** The request of a draft without errors. */
export function refundOf(draft: RefundDraft, order: Refundable): NewRefund {
  const { kind, reason, restock } = draft;
  if (kind === 'amount') return { reason, amount_cents: refundCents(draft, order)! };
  return kind === 'order' ? { reason, restock } : { reason, restock, tickets: draft.tickets };
}
