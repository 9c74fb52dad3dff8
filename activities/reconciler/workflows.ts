import { workflowIds } from '../../workflows/messages.ts';
import type { Ports } from '../ports.ts';
import type { Finding } from './finding.ts';

/** A purchase that Postgres has ended needs no longer than this to notice. */
const CLOSING_SECONDS = 60;
/** A workflow task that failed this often fails for a reason that trying again does not mend. */
const ATTEMPTS = 5;

type Watching = Pick<Ports, 'purchases' | 'payments' | 'sales' | 'workflows'>;

/** Live events that no workflow opens, and admits waves for. */
export async function missingSales({ sales, workflows }: Watching): Promise<Finding[]> {
  const running = await workflows.runningSales();
  return (await sales.live())
    .filter((eventId) => !running.has(eventId))
    .map((eventId) => ({
      about: workflowIds.sale(eventId),
      what: 'is on sale or scheduled, and no workflow opens it',
      mend: { does: 'start its workflow', run: async () => workflows.startSale(eventId).then(() => 'salesStarted') },
    }));
}

/** Workflows whose tasks fail again and again: new code that cannot replay them, or a defect. Their holds end at the deadline all the same. */
export async function failingWorkflows({ workflows }: Watching): Promise<Finding[]> {
  const failing = await workflows.failingTasks(ATTEMPTS);
  return failing.map(({ workflowId, attempt }) => ({
    about: workflowId,
    what: `its workflow task failed ${attempt - 1} times: look at it in the Web UI, then deploy code that can replay it`,
  }));
}

/** Purchases that Postgres says are over and whose workflow does not end. */
export async function unendedPurchases({ purchases, payments, workflows }: Watching): Promise<Finding[]> {
  const ended = await purchases.endedSince(await workflows.runningPurchases(), CLOSING_SECONDS);
  const findings: Finding[] = [];
  for (const { reservationId, status } of ended) {
    if ((await workflows.purchaseState(reservationId)) !== 'running') continue;
    const about = workflowIds.reservation(reservationId);
    findings.push({
      about,
      what: `is ${status} in Postgres for more than ${CLOSING_SECONDS} s, and its workflow still runs`,
      mend: {
        does: 'give a charge without tickets back and end the workflow',
        run: async () => {
          // What the workflow would have done, had it been able to.
          if (status !== 'converted' && (await payments.void(about)) === 'captured') await payments.refund(about);
          await workflows.endPurchase(reservationId, `Postgres says ${status}`);
          return 'purchasesEnded';
        },
      },
    });
  }
  return findings;
}
