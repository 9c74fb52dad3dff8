import type { PaymentProvider } from './ports.ts';

/**
 * What the provider knows a try to pay by. The first one of a purchase has the id of its workflow alone, as every
 * payment had before there were several.
 */
export const paymentKeyOf = (workflowId: string, attempt: number): string =>
  attempt === 1 ? workflowId : `${workflowId}/${attempt}`;

type Books = { settlePayment(key: string, state: 'voided' | 'refunded'): Promise<void> };

/** Sees that a try to pay costs nothing, whether its money was set aside, taken or neither. It may be repeated. */
export async function giveMoneyBack(
  payments: Pick<PaymentProvider, 'void' | 'refund'>,
  books: Books,
  key: string,
): Promise<void> {
  if ((await payments.void(key)) === 'captured') {
    await payments.refund(key);
    await books.settlePayment(key, 'refunded');
  } else {
    await books.settlePayment(key, 'voided');
  }
}
