import { workflowIds } from '../../workflows/messages.ts';
import type { Counters } from '../counters.ts';
import type { PaymentProvider } from '../payments/ports.ts';
import type { ActiveHold, Purchases, PurchaseWorkflows, StockGate } from '../purchase/ports.ts';
import type { Check } from './finding.ts';

/** A workflow frees its own hold within two seconds of the deadline; a hold is looked at only later than that. */
const GRACE_SECONDS = 5;
/** A running workflow that has not freed its hold by now is stuck, and the tickets must not wait for it. */
const STUCK_SECONDS = 60;
/** How long a payment may be in doubt while its workflow still runs and asks the provider again. */
const DOUBT_SECONDS = 600;
/** A hold is this old before its workflow can be missed: the index of workflows is some seconds behind. */
const NEWBORN_SECONDS = 15;

type Needs = {
  purchases: Purchases;
  payments: PaymentProvider;
  stockGate: StockGate;
  purchaseWorkflows: PurchaseWorkflows;
  counters: Counters;
};

/**
 * Holds past their deadline that no workflow will end: it is gone, or stuck. Those with a payment whose outcome nobody
 * knows are a kind of their own, because the provider is asked about them.
 */
export async function abandonedHolds(
  needs: Needs,
): Promise<{ overdue: Check<ActiveHold>; doubtful: Check<ActiveHold> }> {
  const late = (await needs.purchases.active()).filter((hold) => hold.overdueSeconds >= GRACE_SECONDS);
  // One list instead of a question for each; where there is none, each is asked about by itself.
  const running = late.length > 0 ? await needs.purchaseWorkflows.running().catch(nobody) : nobody();
  const holds = late.filter((hold) => isStuck(hold) || !running.has(hold.reservationId));
  const checkOf = (items: ActiveHold[], problem: string, action: string): Check<ActiveHold> => ({
    items,
    subject: subjectOf,
    async look(hold) {
      if (!(await isAbandoned(needs, hold))) return undefined;
      const text = `holds ${hold.quantity} tickets ${Math.round(hold.overdueSeconds)} s after its deadline`;
      return { problem: `${text}${problem}`, repair: { action, run: () => endHold(needs, hold) } };
    },
  });
  return {
    overdue: checkOf(
      holds.filter((hold) => !isBeingPaid(hold)),
      '',
      'give the tickets back',
    ),
    doubtful: checkOf(
      holds.filter(isBeingPaid),
      ', with a payment in doubt',
      'issue the tickets if they were paid for, give them back otherwise',
    ),
  };
}

/** Holds without a workflow in Temporal, long before their deadline: its storage was lost. */
export async function orphanedHolds({ purchases, purchaseWorkflows }: Needs): Promise<Check<ActiveHold>> {
  const holds = (await purchases.active()).filter(canBeAdopted);
  const running = holds.length > 0 ? await purchaseWorkflows.running() : new Set<string>();
  return {
    items: holds.filter(({ reservationId }) => !running.has(reservationId)),
    subject: subjectOf,
    async look({ overdueSeconds, reservationId, eventId, tierId, buyerId, token, quantity }) {
      const request = { reservationId, eventId, tierId, buyerId, token, quantity };
      if ((await purchaseWorkflows.state(reservationId)) !== 'unknown') return undefined;
      return {
        problem: `is held for ${Math.round(-overdueSeconds)} s more, and no workflow watches its deadline`,
        repair: {
          action: 'start its workflow again',
          run: async () => ((await purchaseWorkflows.adopt(request)) ? 'holdsAdopted' : 'nothing'),
        },
      };
    },
  };
}

const subjectOf = ({ reservationId }: ActiveHold) => workflowIds.reservation(reservationId);

/** A hold whose payment is in doubt is settled after its deadline instead: a new workflow does not know the payment. */
const canBeAdopted = (hold: ActiveHold) =>
  hold.ageSeconds > NEWBORN_SECONDS && hold.overdueSeconds < -GRACE_SECONDS && !isBeingPaid(hold);

const nobody = () => new Set<string>();

const isBeingPaid = ({ paymentStartedSecondsAgo }: ActiveHold) => paymentStartedSecondsAgo !== undefined;

/** Its workflow, if it runs, has had all the time that it may need. */
const isStuck = (hold: ActiveHold) => hold.overdueSeconds > (isBeingPaid(hold) ? DOUBT_SECONDS : STUCK_SECONDS);

const isAbandoned = async ({ purchaseWorkflows }: Needs, hold: ActiveHold) =>
  isStuck(hold) || (await purchaseWorkflows.state(hold.reservationId)) !== 'running';

/** Ends a hold that no workflow owns: issues its tickets if they were paid for, and gives them back otherwise. */
async function endHold(needs: Needs, hold: ActiveHold) {
  const { purchases, stockGate, counters } = needs;
  const { reservationId, eventId } = hold;
  if (isBeingPaid(hold) || needs.payments.takesCardsInBrowser) {
    if (!(await purchases.abandonPayment(reservationId, hold.paymentKey))) return 'nothing';
    const end = await needs.payments.void(hold.paymentKey);
    if (end === 'captured') return issuePaid(needs, hold);
    if (end === 'refunded') await purchases.settlePayment(hold.paymentKey, end);
  }
  const released = await purchases.release(reservationId, 'expired');
  if (released) counters.expiries();
  await stockGate.giveBack(eventId, reservationId).catch(leaveToStock);
  return released ? 'holdsFreed' : 'nothing';
}

/** The tickets of a hold whose money is taken already. */
async function issuePaid({ purchases, stockGate, counters }: Needs, hold: ActiveHold): Promise<'paymentsSettled'> {
  const { reservationId, eventId, quantity, paymentKey } = hold;
  await purchases.settlePayment(paymentKey, 'captured');
  const issued = await purchases.issue(reservationId, quantity);
  if (issued.outcome === 'issued' && issued.fresh) counters.orders();
  await stockGate.settle(eventId, reservationId).catch(leaveToStock);
  return 'paymentsSettled';
}

/** Redis only counts what Postgres says; the repair of the stock counts again what it missed. */
const leaveToStock = () => undefined;
