import { isCancellation, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/activities.ts';
import type { ReconcileReport } from './messages.ts';

/** A step that a store which is away keeps from ending gives way to the next ones, and to the next cycle. */
const steps = proxyActivities<Activities>({
  startToCloseTimeout: '40 seconds',
  scheduleToCloseTimeout: '1 minute',
  retry: { initialInterval: '500 milliseconds', maximumInterval: '10 seconds' },
});

/**
 * Once a minute: ends holds that no workflow owns, adopts holds that Temporal has lost, and makes Redis and the running
 * sales agree with Postgres.
 */
export async function reconcile(): Promise<ReconcileReport> {
  const freed = await reportOf('sweepHolds');
  const adopted = await reportOf('adoptHolds');
  const gate = await reportOf('repairGate');
  const sales = await reportOf('startMissingSales');
  const unmended = [freed, adopted, gate, sales].flatMap((report) => report.unmended ?? []);
  return { ...freed, ...adopted, ...gate, ...sales, ...(unmended.length > 0 && { unmended }) };
}

async function reportOf(
  step: 'sweepHolds' | 'adoptHolds' | 'repairGate' | 'startMissingSales',
): Promise<ReconcileReport> {
  try {
    return await steps[step]();
  } catch (failure) {
    if (isCancellation(failure)) throw failure;
    return { unmended: [{ subject: step, reason: 'the step could not be done within a minute' }] };
  }
}
