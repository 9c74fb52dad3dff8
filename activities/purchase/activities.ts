import { activityInfo, log } from '@temporalio/activity';
import type {
  Charged,
  CheckoutAnswer,
  CheckoutIntent,
  HoldAnswer,
  Paid,
  PaidFor,
  Payment,
  ReservationRequest,
} from '../../workflows/messages.ts';
import type { Counters } from '../counters.ts';
import { endPayment, giveMoneyBack, paymentKeyOf, takeMoney } from '../payments/settling.ts';
import type { PaymentProvider, Settled } from '../payments/ports.ts';
import type { Purchases, ReservationEnd, StockGate } from './ports.ts';

type Needs = { purchases: Purchases; stockGate: StockGate; payments: PaymentProvider; counters: Counters };

/**
 * The steps of one purchase. Each may run again at any time: Postgres finds what an earlier attempt did by the
 * reservation's id, and the provider by the workflow's id. Redis comes last and may fail: until the reconciler repairs
 * it, it refuses a little too often, and no purchase fails for that.
 */
export function purchaseActivities({ purchases, stockGate, payments, counters }: Needs) {
  // Never the run id: a reset makes a new run, which must not charge the buyer again.
  const paymentKey = (attempt = 1) => paymentKeyOf(activityInfo().workflowExecution!.workflowId, attempt);

  const capture = (key: string) => takeMoney(payments, purchases, key);

  /** What a try leads to of which no money is set aside: its hold is unpaid again. */
  async function notAuthorised(
    reservationId: string,
    key: string,
    settled: Exclude<Settled, 'authorised'>,
  ): Promise<PaidFor> {
    if (payments.takesCardsInBrowser && settled !== 'refused') {
      await purchases.postponePayment(reservationId);
      return { outcome: 'waiting', declined: settled === 'declined' };
    }
    if (payments.takesCardsInBrowser) {
      log.error('another amount was paid than is owed, or the payment was cancelled at the provider', { key });
      // What was set aside goes back before the tickets do.
      await giveMoneyBack(payments, purchases, key);
    }
    await purchases.declinePayment(reservationId, key);
    return { outcome: settled === 'declined' ? 'card_declined' : 'declined' };
  }

  const steps = {
    /** Takes the tickets. A repeat finds the hold by the reservation's id. A refusal gives the claim in Redis back. */
    async holdTickets(request: ReservationRequest): Promise<HoldAnswer> {
      const { fresh, ...answer } = await purchases.hold(request);
      if (fresh) counters.holds();
      if (answer.outcome !== 'held') {
        counters.refusals(answer.outcome);
        await stockGate.giveBack(request.eventId, request.reservationId).catch(leaveToReconciler);
      }
      return answer;
    },

    /**
     * Opens the checkout session, and makes what the buyer's browser needs to pay for it. A repeat finds the session by
     * the buyer's key or by the reservation.
     */
    async openCheckout(reservationId: string, buyerId: string, intent: CheckoutIntent): Promise<CheckoutAnswer> {
      const answer = await purchases.openCheckout(reservationId, buyerId, intent);
      if (!payments.takesCardsInBrowser || !('sessionId' in answer)) return answer;
      const offered = await purchases.offerPayment(reservationId, paymentKey());
      if (offered.outcome !== 'owed' || offered.totalCents === 0) return answer;
      await payments.begin(paymentKey(), { amountCents: offered.totalCents, currency: offered.currency });
      return { ...answer, paysInBrowser: true };
    },

    /**
     * Sets aside what the hold costs, issues its tickets, and takes the money: a try to pay, and a repeat goes on where
     * the one before stopped. What could not be done at once is left to the next step, which engineers see as such.
     */
    async payForTickets(
      eventId: string,
      reservationId: string,
      quantity: number,
      payment: Payment,
      attempt: number,
    ): Promise<PaidFor> {
      const key = paymentKey(attempt);
      const begun = await purchases.beginPayment(reservationId, key);
      if (begun.outcome === 'gone' || begun.outcome === 'no_session') return begun;
      if (begun.outcome === 'owed' && begun.totalCents > 0) {
        const { totalCents: amountCents, currency } = begun;
        const settled = await payments.settle(key, { ...payment, amountCents, currency });
        if (settled !== 'authorised') return notAuthorised(reservationId, key, settled);
        counters.payments('authorised');
      }
      const orderId =
        begun.outcome === 'issued'
          ? begun.orderId
          : await steps.issueTickets(eventId, reservationId, quantity).catch(leaveToNextStep);
      if (orderId === undefined) return { outcome: 'authorised' };
      const isTaken = begun.totalCents === 0 || (await capture(key).then(isDone, isNotDone));
      return { outcome: isTaken ? 'issued' : 'authorised', orderId };
    },

    /**
     * Makes order and tickets in one transaction. A repeat finds the order; undefined when the hold is gone. A step
     * that was scheduled by an earlier release does not say how many tickets.
     */
    async issueTickets(eventId: string, reservationId: string, quantity?: number): Promise<string | undefined> {
      const issued = await purchases.issue(reservationId, quantity);
      if (issued.outcome === 'not_active') return undefined;
      if (issued.fresh) counters.orders();
      await stockGate.settle(eventId, reservationId).catch(leaveToReconciler);
      return issued.orderId;
    },

    /** Takes the money that was set aside by a try. */
    capturePayment: (attempt: number): Promise<void> => capture(paymentKey(attempt)),

    /** Sees that a try to pay costs nothing: there are no tickets for it. */
    voidPayment: (attempt: number): Promise<void> => giveMoneyBack(payments, purchases, paymentKey(attempt)),

    /**
     * Gives the tickets back, once nothing can be paid for them any more. A repeat finds the reservation ended and
     * changes nothing.
     */
    async releaseTickets(eventId: string, reservationId: string, end: ReservationEnd): Promise<void> {
      if (payments.takesCardsInBrowser)
        for (const key of await purchases.openPayments(reservationId)) {
          // Who gave the tickets back wants none.
          if (end !== 'expired') await giveMoneyBack(payments, purchases, key);
          else if ((await endPayment(payments, purchases, { key, reservationId })) === 'bought')
            return stockGate.settle(eventId, reservationId).catch(leaveToReconciler);
        }
      const released = await purchases.release(reservationId, end);
      if (released && end === 'expired') counters.expiries();
      await stockGate.giveBack(eventId, reservationId).catch(leaveToReconciler);
    },

    /**
     * Charges what the hold costs, before its tickets are issued, as purchases before revision 5 do. A repeat is
     * answered from the provider's record. `gone`: there is no hold to pay for; `no_session`: its checkout was never
     * opened.
     */
    async charge(reservationId: string, payment: Payment): Promise<Charged> {
      const key = paymentKey();
      const begun = await purchases.beginPayment(reservationId, key);
      if (begun.outcome === 'issued') return 'captured';
      if (begun.outcome !== 'owed') return begun.outcome;
      const { totalCents: amountCents, currency } = begun;
      if (amountCents === 0) return 'captured';
      const settled = await payments.settle(key, { ...payment, amountCents, currency });
      if (settled !== 'authorised') {
        await purchases.settlePayment(key, 'declined');
        return 'declined';
      }
      await capture(key);
      return 'captured';
    },

    /** Charges and issues in one step, as purchases of revision 4 do. */
    async pay(eventId: string, reservationId: string, quantity: number, payment: Payment): Promise<Paid> {
      const outcome = await steps.charge(reservationId, payment);
      const orderId =
        outcome === 'captured'
          ? await steps.issueTickets(eventId, reservationId, quantity).catch(leaveToNextStep)
          : undefined;
      return orderId === undefined ? { outcome } : { outcome: 'issued', orderId };
    },

    /** Gives the money back, in purchases before revision 5. A key that was never charged stays so. */
    refund: (): Promise<void> => giveMoneyBack(payments, purchases, paymentKey()),
  };
  return steps;
}

const isDone = () => true;
const isNotDone = () => false;
const leaveToNextStep = () => undefined;

/** A claim that stays in Redis only makes it refuse too often, until the reconciler ends it. */
const leaveToReconciler = () => undefined;
