import type { Client } from '@temporalio/client';
import { eventIdAttribute, queues, workflowIds, type EventRefundsWorkflow } from '../../workflows/messages.ts';
import { ignoreAlreadyStarted } from '../temporal.ts';
import type { RefundWorkflows } from './ports.ts';

/** An organiser's request has five seconds; a start that is not made in this time is left to the reconciler. */
const START_WITHIN_MS = 3_000;

/** The workflows that give money back, through Temporal's client. */
export const temporalRefundWorkflows = (client: Client): RefundWorkflows => ({
  async start(eventId) {
    const started = await client
      .withDeadline(Date.now() + START_WITHIN_MS, () =>
        client.workflow.start<EventRefundsWorkflow>('eventRefunds', {
          workflowId: workflowIds.refunds(eventId),
          taskQueue: queues.purchases,
          args: [{ eventId }],
          typedSearchAttributes: [{ key: eventIdAttribute, value: eventId }],
        }),
      )
      .catch(ignoreAlreadyStarted);
    return started !== undefined;
  },
});
