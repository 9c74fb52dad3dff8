import pMap from 'p-map';
import type { Sales } from '../catalogue/ports.ts';
import { giveMoneyBack } from '../payments/settling.ts';
import type { PaymentProvider } from '../payments/ports.ts';
import { recountStock } from '../purchase/capacities.ts';
import type { Purchases, StockGate } from '../purchase/ports.ts';
import type { RefundPage } from '../../workflows/messages.ts';
import type { DueRefund, Refunds } from './ports.ts';

type Needs = { refunds: Refunds; payments: PaymentProvider; purchases: Purchases; stockGate: StockGate; sales: Sales };

/** Refunds of one step, and how many of them are asked for at once: a provider limits both. */
const PAGE = 40;
const AT_ONCE = 4;

/** The step that gives the money of an event's orders back. */
export function refundActivities({ refunds, payments, purchases, stockGate, sales }: Needs) {
  /** Gives one order's money back. The provider finds a repeat by the key of the payment. */
  async function refund({ orderId, paymentKey }: DueRefund): Promise<boolean> {
    try {
      if (paymentKey !== null) await giveMoneyBack(payments, purchases, paymentKey);
      await refunds.settle(orderId);
      return true;
    } catch (failure) {
      await refunds.fail(orderId, reasonOf(failure));
      return false;
    }
  }

  return {
    /** Gives back the money of some orders that are due, and says how many of them it could not. */
    async refundDueOrders(eventId: string): Promise<RefundPage> {
      const due = await refunds.due(eventId, PAGE);
      const done = await pMap(due, refund, { concurrency: AT_ONCE });
      // What is on sale again is free in Redis too.
      if (due.some(({ restock }) => restock))
        await recountStock({ stockGate, sales }, eventId).catch(leaveToReconciler);
      return { refunded: done.filter(Boolean).length, failed: done.filter((isDone) => !isDone).length };
    },
  };
}

const leaveToReconciler = () => undefined;

/** For the organiser: a name of what happened, and nothing of what was asked. */
const reasonOf = (failure: unknown): string => (failure instanceof Error ? failure.name : 'Error');
