import { heartbeat } from '@temporalio/activity';
import pMap from 'p-map';
import type { Sales } from '../catalogue/ports.ts';
import type { Counters } from '../counters.ts';
import { takeMoney } from '../payments/settling.ts';
import type { PaymentProvider } from '../payments/ports.ts';
import { recountStock } from '../purchase/capacities.ts';
import type { Purchases, StockGate } from '../purchase/ports.ts';
import type { RefundPage } from '../../workflows/messages.ts';
import type { DueRefund, OpenRefund, Refunds } from './ports.ts';

type Needs = {
  refunds: Refunds;
  payments: PaymentProvider;
  purchases: Purchases;
  stockGate: StockGate;
  sales: Sales;
  counters: Counters;
};

/** Refunds of one step, and how many of them are asked for at once: a provider limits both. */
const PAGE = 40;
const AT_ONCE = 4;

type Outcome = 'refunded' | 'failed' | 'nothing';

/** The step that gives back the money that an event owes. */
export function refundActivities({ refunds, payments, purchases, stockGate, sales, counters }: Needs) {
  /** Has the provider give the money of a refund back. It finds a repeat by the id of the refund. */
  async function giveBack({ id, amountCents, payment }: OpenRefund): Promise<void> {
    if (payment === null) return;
    const { key, isTaken, isWhole } = payment;
    if (!isTaken && isWhole) {
      // What is only set aside need not be taken first.
      if ((await payments.void(key)) === 'voided') return purchases.settlePayment(key, 'voided');
      await purchases.settlePayment(key, 'captured');
    } else if (!isTaken) {
      await takeMoney(payments, purchases, key);
    }
    await payments.refund(key, { id, amountCents });
  }

  async function refund(due: DueRefund): Promise<{ outcome: Outcome; restocked: boolean }> {
    heartbeat();
    const found = await refunds.open(due);
    if (!found) return { outcome: 'nothing', restocked: false };
    try {
      await giveBack(found);
      if (await refunds.settle(found.id)) counters.payments('refunded');
      return { outcome: 'refunded', restocked: found.restock };
    } catch (failure) {
      await refunds.fail(found.id, reasonOf(failure));
      return { outcome: 'failed', restocked: false };
    }
  }

  return {
    /** Gives back some of the money that is due, and says how many refunds it could not pay. */
    async refundDueOrders(eventId: string): Promise<RefundPage> {
      const done = await pMap(await refunds.due(eventId, PAGE), refund, { concurrency: AT_ONCE });
      // What is on sale again is free in Redis too.
      if (done.some(({ restocked }) => restocked))
        await recountStock({ stockGate, sales }, eventId).catch(leaveToReconciler);
      const count = (outcome: Outcome) => done.filter((one) => one.outcome === outcome).length;
      return { refunded: count('refunded'), failed: count('failed') };
    },
  };
}

const leaveToReconciler = () => undefined;

/** For the organiser: the name and the code of what happened, and nothing of what was asked. */
function reasonOf(failure: unknown): string {
  if (!(failure instanceof Error)) return 'Error';
  const code: unknown = Reflect.get(failure, 'code');
  return typeof code === 'string' && /^\w{1,60}$/.test(code) ? `${failure.name}: ${code}` : failure.name;
}
