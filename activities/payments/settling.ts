import type { PaymentProvider } from './ports.ts';

/**
 * What the provider knows a try to pay by. The first one of a purchase has the id of its workflow alone, as every
 * payment had before there were several.
 */
export const paymentKeyOf = (workflowId: string, attempt: number): string =>
  attempt === 1 ? workflowId : `${workflowId}/${attempt}`;

type Books = {
  settlePayment(key: string, state: 'captured' | 'voided' | 'refunded'): Promise<void>;
  isSettled(key: string): Promise<boolean>;
  amountOf(key: string): Promise<number>;
};

/** Takes the money that a try set aside. @throws when nothing is set aside and our books do not say why */
export async function takeMoney(payments: Pick<PaymentProvider, 'capture'>, books: Books, key: string): Promise<void> {
  if ((await payments.capture(key)) === 'captured') return books.settlePayment(key, 'captured');
  // A refund that came before released it.
  if (!(await books.isSettled(key))) throw new Error(`Nothing is set aside for the payment ${key}.`);
}

/**
 * Ends a try to pay of a hold that is over, or about to be. Money that came too late, and that the provider releases no
 * more, buys the tickets after all where there are any left; otherwise it goes back. Repeating it changes nothing.
 */
export async function endPayment(
  payments: Pick<PaymentProvider, 'void' | 'refund'>,
  purchases: Books & {
    revive(reservationId: string): Promise<boolean>;
    issue(reservationId: string): Promise<unknown>;
  },
  { key, reservationId }: { key: string; reservationId: string },
): Promise<'bought' | 'nothing'> {
  if ((await payments.void(key)) === 'captured' && (await purchases.revive(reservationId))) {
    await purchases.settlePayment(key, 'captured');
    await purchases.issue(reservationId);
    return 'bought';
  }
  await giveMoneyBack(payments, purchases, key);
  return 'nothing';
}

/**
 * Sees that a try to pay that bought nothing costs nothing, whether its money was set aside, taken or neither. It may
 * be repeated: the refund has the key of the payment for its id.
 */
export async function giveMoneyBack(
  payments: Pick<PaymentProvider, 'void' | 'refund'>,
  books: Pick<Books, 'settlePayment' | 'amountOf'>,
  key: string,
): Promise<void> {
  const end = await payments.void(key);
  if (end === 'captured') {
    await payments.refund(key, { id: key, amountCents: await books.amountOf(key) });
    await books.settlePayment(key, 'refunded');
  } else {
    await books.settlePayment(key, end);
  }
}
