import { setTimeout as pauseFor } from 'node:timers/promises';
import { ScheduleAlreadyRunning, ScheduleOverlapPolicy, type Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { queues, workflowIds } from '../workflows/messages.ts';

const LOOK_EVERY_MS = 10_000;

/** Makes sure that the reconciler runs each minute, one run at a time. Says whether it had to be scheduled now. */
export async function scheduleReconciler(client: Client): Promise<boolean> {
  return client.schedule
    .create({
      scheduleId: workflowIds.reconcile,
      spec: { intervals: [{ every: '1 minute' }] },
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 minute' },
      action: {
        type: 'startWorkflow',
        workflowType: 'reconcile',
        workflowId: workflowIds.reconcile,
        taskQueue: queues.purchases,
        workflowExecutionTimeout: '5 minutes',
      },
    })
    .then(() => true)
    .catch((failure: unknown) => {
      if (!(failure instanceof ScheduleAlreadyRunning)) throw failure;
      return false;
    });
}

/** Looks whether the schedule is still there: it goes when Temporal loses its storage, and this process may outlive that. What went with it is the reconciler's to mend, at once. */
export async function keepScheduled(
  client: Client,
  { log, signal }: { log: Logger; signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    await pauseFor(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    await scheduleReconciler(client)
      .then((lost) => (lost ? reconcileNow(client) : undefined))
      .catch((failure: unknown) =>
        log.warn({ err: failure }, 'the schedule of the reconciler could not be looked at; trying again'),
      );
  }
}

/** Has the reconciler run now, or right after the run that is under way. */
export async function reconcileNow(client: Client): Promise<void> {
  await client.schedule.getHandle(workflowIds.reconcile).trigger(ScheduleOverlapPolicy.BUFFER_ONE);
}
