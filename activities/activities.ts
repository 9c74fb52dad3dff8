import type { Ports } from './ports.ts';
import { purchaseActivities } from './purchase/activities.ts';
import { reconcileActivities } from './reconciler/activities.ts';
import { waitingActivities } from './waiting-room/activities.ts';

/** Everything workflows may ask for. Tests replace one step by spreading over the rest. */
export function createActivities(ports: Ports) {
  const { restoreRoom, publishStored, ...waiting } = waitingActivities(ports);
  return { ...purchaseActivities(ports), ...waiting, ...reconcileActivities(ports, { restoreRoom, publishStored }) };
}

export type Activities = ReturnType<typeof createActivities>;
