import type { Client } from '@temporalio/client';
import {
  close,
  eventIdAttribute,
  lineFormed,
  pause,
  queues,
  resume,
  SALE_REVISION,
  settings,
  workflowIds,
  type SaleRequest,
  type SaleWorkflow,
} from '../../workflows/messages.ts';
import { ignoreNotFound, runningIds } from '../temporal.ts';
import type { SaleWorkflows } from './ports.ts';

const signals = { pause, resume, settings, close };

/** An organiser's request has five seconds; a signal that is not sent in this time is left to the reconciler. */
const SIGNAL_WITHIN_MS = 3_000;

const saleOptions = (eventId: string) => ({
  workflowId: workflowIds.sale(eventId),
  taskQueue: queues.purchases,
  args: [{ eventId }, SALE_REVISION] as [SaleRequest, number],
  typedSearchAttributes: [{ key: eventIdAttribute, value: eventId }],
});

/** The workflows of sales, through Temporal's client. */
export function temporalSaleWorkflows(client: Client): SaleWorkflows {
  const { workflow } = client;
  return {
    async start(eventId) {
      const options = { ...saleOptions(eventId), workflowIdConflictPolicy: 'USE_EXISTING' as const };
      await workflow.start<SaleWorkflow>('sale', options);
    },

    async signal(eventId, change) {
      const options = { ...saleOptions(eventId), signal: signals[change] };
      await client.withDeadline(Date.now() + SIGNAL_WITHIN_MS, () =>
        workflow.signalWithStart<SaleWorkflow>('sale', options),
      );
    },

    async wake(eventId) {
      await workflow.getHandle(workflowIds.sale(eventId)).signal(lineFormed).catch(ignoreNotFound);
    },

    running: () => runningIds(workflow, 'sale', workflowIds.sale('')),
  };
}
