import { workflowIds } from '../workflows/messages.ts';
import type { OverdueHold, Ports } from './ports.ts';
import { publishCapacities } from './stock/capacities.ts';

/** A workflow frees its own hold within two seconds of the deadline; only what nobody freed by then is looked at. */
const GRACE_SECONDS = 5;
/** A running workflow that has not freed its hold by now is stuck, and the tickets must not wait for it. */
const STUCK_SECONDS = 60;
/** How long a payment may be in doubt while its workflow still runs and asks the provider again. */
const DOUBT_SECONDS = 600;

type Room = { restoreRoom(eventId: string): Promise<boolean>; publishStored(eventId: string): Promise<unknown> };

/** What the reconciler mends. Every mend is one of the purchase steps, so it may meet the purchase itself half way. */
export function reconcileActivities(ports: Ports, { restoreRoom, publishStored }: Room) {
  const { purchases, payments, stockGate, sales, workflows, counters } = ports;

  async function isAbandoned({ reservationId, overdueSeconds, paymentStartedSecondsAgo }: OverdueHold): Promise<boolean> {
    const patience = paymentStartedSecondsAgo === undefined ? STUCK_SECONDS : DOUBT_SECONDS;
    return overdueSeconds > patience || !(await workflows.isPurchaseRunning(reservationId));
  }

  /** Ends a hold that nobody owns: issues its tickets if they were paid for, and gives them back otherwise. */
  async function settle({ reservationId, eventId, paymentStartedSecondsAgo }: OverdueHold): Promise<'paid' | 'freed'> {
    if (paymentStartedSecondsAgo !== undefined && (await payments.void(workflowIds.reservation(reservationId))) === 'captured') {
      const issued = await purchases.issue(reservationId);
      if (issued.outcome === 'issued' && issued.fresh) counters.orders();
      await stockGate.settle(eventId, reservationId);
      return 'paid';
    }
    if (await purchases.release(reservationId, 'expired')) counters.expiries();
    await stockGate.giveBack(eventId, reservationId);
    return 'freed';
  }

  return {
    /** Ends holds past their deadline that no running workflow owns. Repeating finds them ended. */
    async sweepHolds(): Promise<{ holdsFreed: number; paymentsSettled: number }> {
      const ends = { freed: 0, paid: 0 };
      for (const hold of await purchases.overdue(GRACE_SECONDS)) {
        if (await isAbandoned(hold)) ends[await settle(hold)] += 1;
      }
      return { holdsFreed: ends.freed, paymentsSettled: ends.paid };
    },

    /** Makes Redis say what Postgres and the running entries say. Repeating finds it right. */
    async repairGate(): Promise<{ stockRepaired: number; roomsRebuilt: number }> {
      const mended = { stockRepaired: 0, roomsRebuilt: 0 };
      for (const eventId of await sales.live()) {
        await publishCapacities(stockGate, sales, eventId);
        const version = await stockGate.version(eventId);
        if ((await stockGate.repair(eventId, version, await sales.stock(eventId))) === 'repaired') mended.stockRepaired += 1;
        const rebuilt = await restoreRoom(eventId);
        await publishStored(eventId);
        if (rebuilt) mended.roomsRebuilt += 1;
      }
      return mended;
    },

    /** Starts the sale workflow of every live event that has none. Repeating finds them running. */
    async startMissingSales(): Promise<number> {
      const running = await workflows.runningSales();
      const missing = (await sales.live()).filter((eventId) => !running.has(eventId));
      for (const eventId of missing) await workflows.startSale(eventId);
      return missing.length;
    },
  };
}
