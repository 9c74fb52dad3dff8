import type { ReconcileReport } from './messages.ts';
import { durableSteps } from './steps.ts';

/**
 * Once a minute: ends holds that no workflow owns, adopts holds that Temporal has lost, and makes Redis and the running
 * sales agree with Postgres.
 */
export async function reconcile(): Promise<ReconcileReport> {
  const freed = await durableSteps.sweepHolds();
  const adopted = await durableSteps.adoptHolds();
  const gate = await durableSteps.repairGate();
  const sales = await durableSteps.startMissingSales();
  return { ...freed, ...adopted, ...gate, ...sales };
}
