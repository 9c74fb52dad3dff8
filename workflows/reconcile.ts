import type { ReconcileReport } from './messages.ts';
import { durable } from './steps.ts';

/** Once a minute: ends what nobody owns any more, watches what nobody watches, and makes Redis and the running sales agree with Postgres. */
export async function reconcile(): Promise<ReconcileReport> {
  const freed = await durable.sweepHolds();
  const adopted = await durable.adoptHolds();
  const gate = await durable.repairGate();
  const sales = await durable.startMissingSales();
  return { ...freed, ...adopted, ...gate, ...sales };
}
