import { setTimeout as pauseFor } from 'node:timers/promises';
import { ScheduleAlreadyRunning, ScheduleOverlapPolicy, type Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { queues, workflowIds } from '../workflows/messages.ts';

const CHECK_EVERY_MS = 10_000;

/** Schedules the reconciler for each minute, one run at a time. @returns whether it had not been scheduled before. */
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

/**
 * Checks every ten seconds that the schedule is still there: it is lost when Temporal loses its storage, which this
 * process may survive. The reconciler then runs at once, to repair what was lost with it.
 */
export async function keepScheduled(
  client: Client,
  { log, signal }: { log: Logger; signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    await pauseFor(CHECK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    await scheduleReconciler(client)
      .then((lost) => (lost ? reconcileNow(client) : undefined))
      .catch((failure: unknown) =>
        log.warn({ err: failure }, 'the schedule of the reconciler could not be looked at; trying again'),
      );
  }
}

/** Runs the reconciler now, or right after the run that is under way. */
export async function reconcileNow(client: Client): Promise<void> {
  await client.schedule.getHandle(workflowIds.reconcile).trigger(ScheduleOverlapPolicy.BUFFER_ONE);
}
