import { ScheduleAlreadyRunning, ScheduleOverlapPolicy, type Client } from '@temporalio/client';
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

/** Has the reconciler run now, or right after the run that is under way. */
export async function reconcileNow(client: Client): Promise<void> {
  await client.schedule.getHandle(workflowIds.reconcile).trigger(ScheduleOverlapPolicy.BUFFER_ONE);
}
