import { workflowIds } from '../../workflows/messages.ts';
import type { Counters } from '../counters.ts';
import type { PaymentProvider } from '../payments/ports.ts';
import type { ActiveHold, Purchases, PurchaseWorkflows, StockGate } from '../purchase/ports.ts';
import type { Finding } from './finding.ts';

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

/** Holds past their deadline that no workflow will end: it is gone, or stuck. */
export async function abandonedHolds(needs: Needs): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const hold of await needs.purchases.active()) {
    if (hold.overdueSeconds < GRACE_SECONDS || !(await isAbandoned(needs, hold))) continue;
    const inDoubt = hold.paymentStartedSecondsAgo !== undefined;
    const late = `holds ${hold.quantity} tickets ${Math.round(hold.overdueSeconds)} s after its deadline`;
    findings.push({
      subject: workflowIds.reservation(hold.reservationId),
      problem: inDoubt ? `${late}, with a payment in doubt` : late,
      repair: {
        action: inDoubt ? 'issue the tickets if they were paid for, give them back otherwise' : 'give the tickets back',
        run: () => endHold(needs, hold),
      },
    });
  }
  return findings;
}

/** Holds without a workflow in Temporal, long before their deadline: its storage was lost. */
export async function orphanedHolds({ purchases, purchaseWorkflows }: Needs): Promise<Finding[]> {
  const holds = (await purchases.active()).filter(canBeAdopted);
  if (holds.length === 0) return [];
  const running = await purchaseWorkflows.running();
  const findings: Finding[] = [];
  for (const { ageSeconds: _, overdueSeconds, paymentStartedSecondsAgo: __, ...request } of holds) {
    const { reservationId } = request;
    if (running.has(reservationId) || (await purchaseWorkflows.state(reservationId)) !== 'unknown') continue;
    findings.push({
      subject: workflowIds.reservation(reservationId),
      problem: `is held for ${Math.round(-overdueSeconds)} s more, and no workflow watches its deadline`,
      repair: {
        action: 'start its workflow again',
        run: async () => ((await purchaseWorkflows.adopt(request)) ? 'holdsAdopted' : 'nothing'),
      },
    });
  }
  return findings;
}

/** A hold whose payment is in doubt is settled after its deadline instead: a new workflow does not know the payment. */
const canBeAdopted = ({ ageSeconds, overdueSeconds, paymentStartedSecondsAgo }: ActiveHold) =>
  ageSeconds > NEWBORN_SECONDS && overdueSeconds < -GRACE_SECONDS && paymentStartedSecondsAgo === undefined;

async function isAbandoned(
  { purchaseWorkflows }: Needs,
  { reservationId, overdueSeconds, paymentStartedSecondsAgo }: ActiveHold,
): Promise<boolean> {
  const stuckAfter = paymentStartedSecondsAgo === undefined ? STUCK_SECONDS : DOUBT_SECONDS;
  return overdueSeconds > stuckAfter || (await purchaseWorkflows.state(reservationId)) !== 'running';
}

/** Ends a hold that no workflow owns: issues its tickets if they were paid for, and gives them back otherwise. */
async function endHold(
  { purchases, payments, stockGate, counters }: Needs,
  { reservationId, eventId, quantity, paymentStartedSecondsAgo }: ActiveHold,
) {
  const payable = paymentStartedSecondsAgo !== undefined;
  if (payable && (await payments.void(workflowIds.reservation(reservationId))) === 'captured') {
    const issued = await purchases.issue(reservationId, quantity);
    if (issued.outcome === 'issued' && issued.fresh) counters.orders();
    await stockGate.settle(eventId, reservationId);
    return 'paymentsSettled';
  }
  const released = await purchases.release(reservationId, 'expired');
  if (released) counters.expiries();
  await stockGate.giveBack(eventId, reservationId);
  return released ? 'holdsFreed' : 'nothing';
}
