import { activityInfo } from '@temporalio/activity';
import type {
  Charged,
  CheckoutAnswer,
  CheckoutIntent,
  HoldAnswer,
  Paid,
  Payment,
  ReservationRequest,
} from '../../workflows/messages.ts';
import type { Counters } from '../counters.ts';
import type { PaymentProvider } from '../payments/ports.ts';
import type { Purchases, ReservationEnd, StockGate } from './ports.ts';

type Needs = { purchases: Purchases; stockGate: StockGate; payments: PaymentProvider; counters: Counters };

/**
 * The steps of one purchase. Each may run again at any time: Postgres finds what an earlier attempt did by the
 * reservation's id, and the provider by the workflow's id. Redis comes last and may fail: until the reconciler repairs
 * it, it refuses a little too often, and no purchase fails for that.
 */
export function purchaseActivities({ purchases, stockGate, payments, counters }: Needs) {
  // Never the run id: a reset makes a new run, which must not charge the buyer again.
  const paymentKey = () => activityInfo().workflowExecution!.workflowId;

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

    /** Opens the checkout session. A repeat finds it by the buyer's key or by the reservation. */
    openCheckout: (reservationId: string, buyerId: string, intent: CheckoutIntent): Promise<CheckoutAnswer> =>
      purchases.openCheckout(reservationId, buyerId, intent),

    /**
     * Charges what the hold costs. A repeat is answered from the provider's record. `gone`: there is no hold to pay
     * for; `no_session`: its checkout was never opened.
     */
    async charge(reservationId: string, { simulate }: Payment): Promise<Charged> {
      const owed = await purchases.startPayment(reservationId);
      if (owed.outcome !== 'owed') return owed.outcome;
      return payments.charge(paymentKey(), { amountCents: owed.totalCents, simulate });
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

    /**
     * Charges, and issues at once: a step less than each by itself. What was charged and could not be issued now is
     * issued by the next step, which engineers see as such.
     */
    async pay(eventId: string, reservationId: string, quantity: number, payment: Payment): Promise<Paid> {
      const outcome = await steps.charge(reservationId, payment);
      const orderId =
        outcome === 'captured'
          ? await steps.issueTickets(eventId, reservationId, quantity).catch(leaveToNextStep)
          : undefined;
      return orderId === undefined ? { outcome } : { outcome: 'issued', orderId };
    },

    /** Gives the tickets back. A repeat finds the reservation ended and changes nothing. */
    async releaseTickets(eventId: string, reservationId: string, end: ReservationEnd): Promise<void> {
      const released = await purchases.release(reservationId, end);
      if (released && end === 'expired') counters.expiries();
      await stockGate.giveBack(eventId, reservationId).catch(leaveToReconciler);
    },

    /** Gives the money back. A repeat finds it given back; a key that was never charged stays so. */
    refund: (): Promise<void> => payments.refund(paymentKey()),
  };
  return steps;
}

const leaveToNextStep = () => undefined;

/** A claim that stays in Redis only makes it refuse too often, until the reconciler ends it. */
const leaveToReconciler = () => undefined;
