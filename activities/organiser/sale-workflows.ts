import type { Client } from '@temporalio/client';
import {
  close,
  eventIdAttribute,
  pause,
  queues,
  resume,
  settings,
  workflowIds,
  type SaleWorkflow,
} from '../../workflows/messages.ts';

const signals = { pause, resume, settings, close };

/** Tells the sale of an event that something changed, and starts it where it does not run. */
export function sales(client: Client) {
  return {
    tell: async (eventId: string, change: keyof typeof signals): Promise<void> => {
      await client.withDeadline(Date.now() + 3_000, () =>
        client.workflow.signalWithStart<SaleWorkflow>('sale', {
          workflowId: workflowIds.sale(eventId),
          taskQueue: queues.purchases,
          args: [{ eventId }],
          signal: signals[change],
          typedSearchAttributes: [{ key: eventIdAttribute, value: eventId }],
        }),
      );
    },
  };
}

export type Sales = ReturnType<typeof sales>;
