import { workflowIds } from '../../workflows/messages.ts';
import type { ActiveHold, Ports } from '../ports.ts';
import type { Finding } from './finding.ts';

/** A workflow frees its own hold within two seconds of the deadline; only what nobody freed by then is looked at. */
const GRACE_SECONDS = 5;
/** A running workflow that has not freed its hold by now is stuck, and the tickets must not wait for it. */
const STUCK_SECONDS = 60;
/** How long a payment may be in doubt while its workflow still runs and asks the provider again. */
const DOUBT_SECONDS = 600;
/** A hold is this old before its workflow can be missed: the index of workflows is some seconds behind. */
const NEWBORN_SECONDS = 15;

type Holding = Pick<Ports, 'purchases' | 'payments' | 'stockGate' | 'workflows' | 'counters'>;

/** Holds past their deadline that no workflow will end: it is gone, or stuck. */
export async function abandonedHolds(ports: Holding): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const hold of await ports.purchases.active()) {
    if (hold.overdueSeconds < GRACE_SECONDS || !(await isAbandoned(ports, hold))) continue;
    findings.push({
      about: workflowIds.reservation(hold.reservationId),
      what: `holds ${hold.quantity} tickets ${Math.round(hold.overdueSeconds)} s after its deadline${hold.paymentStartedSecondsAgo === undefined ? '' : ', with a payment in doubt'}`,
      mend: {
        does:
          hold.paymentStartedSecondsAgo === undefined
            ? 'give the tickets back'
            : 'issue the tickets if they were paid for, give them back otherwise',
        run: () => settle(ports, hold),
      },
    });
  }
  return findings;
}

/** Holds whose workflow Temporal does not know, long before their deadline: its storage was lost. */
export async function orphanedHolds({ purchases, workflows }: Holding): Promise<Finding[]> {
  const holds = (await purchases.active()).filter(isWaiting);
  if (holds.length === 0) return [];
  const running = await workflows.runningPurchases();
  const findings: Finding[] = [];
  for (const { ageSeconds: _, overdueSeconds, paymentStartedSecondsAgo: __, ...request } of holds) {
    const { reservationId } = request;
    if (running.has(reservationId) || (await workflows.purchaseState(reservationId)) !== 'unknown') continue;
    findings.push({
      about: workflowIds.reservation(reservationId),
      what: `is held for ${Math.round(-overdueSeconds)} s more, and no workflow watches its deadline`,
      mend: {
        does: 'start its workflow again',
        run: async () => ((await workflows.adoptPurchase(request)) ? 'holdsAdopted' : 'nothing'),
      },
    });
  }
  return findings;
}

/** One whose payment is in doubt is settled after its deadline instead: a new workflow would not know of the payment. */
const isWaiting = ({ ageSeconds, overdueSeconds, paymentStartedSecondsAgo }: ActiveHold) =>
  ageSeconds > NEWBORN_SECONDS && overdueSeconds < -GRACE_SECONDS && paymentStartedSecondsAgo === undefined;

async function isAbandoned(
  { workflows }: Holding,
  { reservationId, overdueSeconds, paymentStartedSecondsAgo }: ActiveHold,
): Promise<boolean> {
  const patience = paymentStartedSecondsAgo === undefined ? STUCK_SECONDS : DOUBT_SECONDS;
  return overdueSeconds > patience || (await workflows.purchaseState(reservationId)) !== 'running';
}

/** Ends a hold that nobody owns: issues its tickets if they were paid for, and gives them back otherwise. */
async function settle(
  { purchases, payments, stockGate, counters }: Holding,
  { reservationId, eventId, quantity, paymentStartedSecondsAgo }: ActiveHold,
) {
  if (
    paymentStartedSecondsAgo !== undefined &&
    (await payments.void(workflowIds.reservation(reservationId))) === 'captured'
  ) {
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
