import { workflowIds } from '../../workflows/messages.ts';
import { endPayment, takeMoney } from '../payments/settling.ts';
import type { PaymentProvider } from '../payments/ports.ts';
import type { Purchases, PurchaseWorkflows, UnsettledPayment } from '../purchase/ports.ts';
import type { Check } from './finding.ts';

/** A purchase that has just ended still settles its payment itself. */
const SETTLING_SECONDS = 60;

type Needs = { purchases: Purchases; payments: PaymentProvider; purchaseWorkflows: PurchaseWorkflows };

/**
 * Tries to pay of purchases that are over, which no workflow will bring to their end: money that is set aside for
 * tickets that were issued, or for none.
 */
export async function unsettledPayments(needs: Needs): Promise<Check<UnsettledPayment>> {
  return {
    items: await needs.purchases.unsettledPayments(SETTLING_SECONDS),
    subject: ({ reservationId }) => workflowIds.reservation(reservationId),
    async look(payment) {
      const { reservationId, sold, ageSeconds } = payment;
      if ((await needs.purchaseWorkflows.state(reservationId)) === 'running') return undefined;
      return {
        problem: `its payment has no outcome after ${Math.round(ageSeconds)} s, and no workflow waits for one`,
        repair: {
          action: sold ? 'take the money' : 'give the money back',
          run: async () => {
            await settlePayment(needs, payment);
            return 'paymentsSettled';
          },
        },
      };
    },
  };
}

/** Takes the money of a purchase that has its tickets, and ends the payment of another one. */
export const settlePayment = (
  { payments, purchases }: Pick<Needs, 'payments' | 'purchases'>,
  { key, reservationId, sold }: Pick<UnsettledPayment, 'key' | 'reservationId' | 'sold'>,
): Promise<unknown> =>
  sold ? takeMoney(payments, purchases, key) : endPayment(payments, purchases, { key, reservationId });
