import type { ReconcileReport } from './messages.ts';
import { durable } from './steps.ts';

/** Once a minute: ends what nobody owns any more and makes Redis and the running sales agree with Postgres. */
export async function reconcile(): Promise<ReconcileReport> {
  const holds = await durable.sweepHolds();
  const gate = await durable.repairGate();
  const salesStarted = await durable.startMissingSales();
  return { ...holds, ...gate, salesStarted };
}
