import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import {
  eventIdAttribute,
  queues,
  refundsAdded,
  workflowIds,
  type EventRefundsWorkflow,
} from '../../workflows/messages.ts';
import { ignoreAlreadyStarted } from '../temporal.ts';
import type { RefundWorkflows } from './ports.ts';

/** An organiser's request has five seconds; a start that is not made in this time is left to the reconciler. */
const START_WITHIN_MS = 3_000;

/** The workflows that give money back, through Temporal's client. */
export function temporalRefundWorkflows(client: Client): RefundWorkflows {
  const ask = <Answer>(send: () => Promise<Answer>) => client.withDeadline(Date.now() + START_WITHIN_MS, send);

  async function start(eventId: string): Promise<boolean> {
    const started = await ask(() =>
      client.workflow.start<EventRefundsWorkflow>('eventRefunds', {
        workflowId: workflowIds.refunds(eventId),
        taskQueue: queues.purchases,
        args: [{ eventId }],
        typedSearchAttributes: [{ key: eventIdAttribute, value: eventId }],
      }),
    ).catch(ignoreAlreadyStarted);
    return started !== undefined;
  }

  return {
    start,
    async wake(eventId) {
      if (await start(eventId)) return;
      try {
        await ask(() => client.workflow.getHandle(workflowIds.refunds(eventId)).signal(refundsAdded));
      } catch (failure) {
        // It has ended meanwhile, perhaps without seeing what was added.
        if (!(failure instanceof WorkflowNotFoundError)) throw failure;
        await start(eventId);
      }
    },
  };
}
