import { mailActivities } from './mail/activities.ts';
import { saleActivities } from './organiser/activities.ts';
import type { Ports } from './ports.ts';
import { purchaseActivities } from './purchase/activities.ts';
import { reconcileActivities } from './reconciler/activities.ts';
import { refundActivities } from './refunds/activities.ts';
import { waitingRoomActivities } from './waiting-room/activities.ts';

/** Everything workflows may ask for. Tests replace one step by spreading over the rest. */
export const createActivities = (ports: Ports) => ({
  ...waitingRoomActivities(ports),
  ...purchaseActivities(ports),
  ...mailActivities(ports),
  ...saleActivities(ports),
  ...refundActivities(ports),
  ...reconcileActivities(ports),
});

export type Activities = ReturnType<typeof createActivities>;
