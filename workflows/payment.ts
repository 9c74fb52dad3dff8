import type { Paid, Payment, ReservationRequest } from './messages.ts';
import { runUntilDone } from './steps.ts';

/** How a try to pay ended. `gone`: there are no tickets any more, and nothing was charged or it goes back. */
export type PaymentEnd =
  | { outcome: 'paid'; orderId: string }
  | { outcome: 'waiting'; declined: boolean }
  | { outcome: 'card_declined' | 'declined' | 'gone' | 'no_session' };

/** Sets the money aside, issues the tickets, and takes the money: nobody is charged without a ticket. */
export async function payForTickets(
  { eventId, reservationId, quantity }: ReservationRequest,
  payment: Payment,
  attempt: number,
): Promise<PaymentEnd> {
  const paid = await runUntilDone('payForTickets', eventId, reservationId, quantity, payment, attempt);
  if (paid.outcome === 'issued') return { outcome: 'paid', orderId: paid.orderId };
  if (paid.outcome !== 'authorised') return paid;
  const orderId = paid.orderId ?? (await runUntilDone('issueTickets', eventId, reservationId, quantity));
  if (orderId === undefined) {
    // The reconciler freed the tickets while this workflow was stuck.
    await runUntilDone('voidPayment', attempt);
    return { outcome: 'gone' };
  }
  await runUntilDone('capturePayment', attempt);
  return { outcome: 'paid', orderId };
}

/** Charges first and issues then, as purchases before revision 5 do. */
export async function chargeThenIssue(
  { eventId, reservationId, quantity }: ReservationRequest,
  payment: Payment,
  revision: number,
): Promise<PaymentEnd> {
  const paid: Paid =
    revision > 3
      ? await runUntilDone('pay', eventId, reservationId, quantity, payment)
      : { outcome: await runUntilDone('charge', reservationId, payment) };
  if (paid.outcome !== 'captured' && paid.outcome !== 'issued') return { outcome: paid.outcome };
  const orderId =
    paid.outcome === 'issued' ? paid.orderId : await runUntilDone('issueTickets', eventId, reservationId, quantity);
  if (orderId !== undefined) return { outcome: 'paid', orderId };
  // The reconciler freed the tickets while this workflow was stuck: without a ticket the money goes back.
  await runUntilDone('refund');
  return { outcome: 'gone' };
}
