import { setTimeout as pauseFor } from 'node:timers/promises';
import { ScheduleAlreadyRunning, ScheduleOverlapPolicy, type Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { queues, workflowIds } from '../workflows/messages.ts';

/** Makes sure that the reconciler runs each minute, one run at a time. */
export async function scheduleReconciler(client: Client): Promise<void> {
  await client.schedule
    .create({
      scheduleId: workflowIds.reconcile,
      spec: { intervals: [{ every: '1 minute' }] },
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 minute' },
      action: { type: 'startWorkflow', workflowType: 'reconcile', workflowId: workflowIds.reconcile, taskQueue: queues.purchases, workflowExecutionTimeout: '5 minutes' },
    })
    .catch((failure: unknown) => {
      if (!(failure instanceof ScheduleAlreadyRunning)) throw failure;
    });
}

/** Looks once a minute whether the schedule is still there: it goes when Temporal loses its storage, and this process may outlive that. */
export async function keepScheduled(client: Client, { log, signal }: { log: Logger; signal: AbortSignal }): Promise<void> {
  while (!signal.aborted) {
    await pauseFor(60_000, undefined, { signal }).catch(() => undefined);
    await scheduleReconciler(client).catch((failure: unknown) => log.warn({ err: failure }, 'the schedule of the reconciler could not be looked at; trying again'));
  }
}

/** Has the reconciler run now, or right after the run that is under way. */
export async function reconcileNow(client: Client): Promise<void> {
  await client.schedule.getHandle(workflowIds.reconcile).trigger(ScheduleOverlapPolicy.BUFFER_ONE);
}
