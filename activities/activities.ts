import type { Ports } from './ports.ts';
import { purchaseActivities } from './purchase.ts';
import { reconcileActivities } from './reconcile.ts';
import { waitingActivities } from './waiting.ts';

/** Everything workflows may ask for. Tests replace one step by spreading over the rest. */
export function createActivities(ports: Ports) {
  const { restoreRoom, publishStored, ...waiting } = waitingActivities(ports);
  return { ...purchaseActivities(ports), ...waiting, ...reconcileActivities(ports, { restoreRoom, publishStored }) };
}

export type Activities = ReturnType<typeof createActivities>;
