import type { Finding } from '../../activities/reconciler/finding.ts';
import { lostRooms, wrongStock } from '../../activities/reconciler/gate.ts';
import { abandonedHolds, orphanedHolds } from '../../activities/reconciler/holds.ts';
import { failingWorkflows, missingSales, unendedPurchases } from '../../activities/reconciler/workflows.ts';
import { violations } from '../../activities/reconciler/invariants.ts';
import { waitingActivities } from '../../activities/waiting-room/activities.ts';
import type { System } from './system.ts';

/** A part of the check-up: what it looks at, and what it says when all is well. */
export type Check = { name: string; well: string; look: () => Promise<Finding[]> };

/** Everything the doctor looks at, the truth first. What the reconciler mends by itself comes from the same functions. */
export function checkup({ db, ports }: System): Check[] {
  return [
    { name: 'Invariants', well: 'every promise holds in Postgres', look: () => brokenPromises(db) },
    { name: 'Holds', well: 'every hold ends at its deadline', look: () => abandonedHolds(ports) },
    { name: 'Watched', well: 'every hold has its workflow', look: () => orphanedHolds(ports) },
    { name: 'Purchases', well: 'no workflow outlives its purchase', look: () => unendedPurchases(ports) },
    { name: 'Workflows', well: 'no workflow task fails again and again', look: () => failingWorkflows(ports) },
    { name: 'Sales', well: 'every live event has its workflow', look: () => missingSales(ports) },
    { name: 'Rooms', well: 'Redis knows every waiting room', look: () => lostRooms(ports, waitingActivities(ports)) },
    { name: 'Stock', well: 'Redis counts as Postgres does', look: () => wrongStock(ports) },
  ];
}

/** No step of the product mends a broken promise: somebody has to find out how it could be broken. */
async function brokenPromises(db: System['db']): Promise<Finding[]> {
  const found = await violations(db);
  return found.map(({ invariant, what, ids }) => ({
    about: invariant,
    what: `${what}: ${ids.slice(0, 3).join(', ')}${ids.length > 3 ? ` and ${ids.length === 100 ? 'at least ' : ''}${ids.length - 3} more` : ''}`,
  }));
}
