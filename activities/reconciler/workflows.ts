import { workflowIds } from '../../workflows/messages.ts';
import type { Sales } from '../catalogue/ports.ts';
import type { SaleWorkflows } from '../organiser/ports.ts';
import type { PaymentProvider } from '../payments/ports.ts';
import type { EndedReservation, Purchases, PurchaseWorkflows } from '../purchase/ports.ts';
import type { Check, Finding } from './finding.ts';
import { settlePayment } from './payments.ts';
import type { WorkflowTasks } from './ports.ts';

/** The workflow of a purchase that Postgres has ended needs no longer than this to end too. */
const CLOSING_SECONDS = 60;
/** A workflow task that failed this often fails for a reason that another attempt does not remove. */
const ATTEMPTS = 5;

/** Live events without the workflow that opens them and admits waves. */
export async function missingSales({
  sales,
  saleWorkflows,
}: {
  sales: Sales;
  saleWorkflows: SaleWorkflows;
}): Promise<Check<string>> {
  const running = await saleWorkflows.running();
  return {
    items: (await sales.live()).filter((eventId) => !running.has(eventId)),
    subject: workflowIds.sale,
    look: async (eventId) => ({
      problem: 'is on sale or scheduled, and no workflow opens it',
      repair: {
        action: 'start its workflow',
        run: async () => saleWorkflows.start(eventId).then(() => 'salesStarted'),
      },
    }),
  };
}

/**
 * Workflows whose tasks fail again and again: new code that cannot replay them, or a defect. Their holds end at the
 * deadline all the same.
 */
export async function failingWorkflows({ workflowTasks }: { workflowTasks: WorkflowTasks }): Promise<Finding[]> {
  const failing = await workflowTasks.failing(ATTEMPTS);
  return failing.map(({ workflowId, attempt }) => ({
    subject: workflowId,
    problem:
      `its workflow task failed ${attempt - 1} times: ` +
      'look at it in the Web UI, then deploy code that can replay it',
  }));
}

/** Purchases that are over in Postgres and whose workflow does not end. */
export async function unendedPurchases({
  purchases,
  payments,
  purchaseWorkflows,
}: {
  purchases: Purchases;
  payments: PaymentProvider;
  purchaseWorkflows: PurchaseWorkflows;
}): Promise<Check<EndedReservation>> {
  return {
    items: await purchases.endedSince(await purchaseWorkflows.running(), CLOSING_SECONDS),
    subject: ({ reservationId }) => workflowIds.reservation(reservationId),
    async look({ reservationId, status, paymentKey, isUnsettled }) {
      if ((await purchaseWorkflows.state(reservationId)) !== 'running') return undefined;
      return {
        problem: `is ${status} in Postgres for more than ${CLOSING_SECONDS} s, and its workflow still runs`,
        repair: {
          action: 'take the money for tickets, give back what is not for any, and end the workflow',
          run: async () => {
            // What the workflow would have done, had it been able to.
            const sold = status === 'converted';
            if (!sold || isUnsettled)
              await settlePayment({ payments, purchases }, { key: paymentKey, reservationId, sold });
            await purchaseWorkflows.terminate(reservationId, `Postgres says ${status}`);
            return 'purchasesEnded';
          },
        },
      };
    },
  };
}
