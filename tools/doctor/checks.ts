import type { Finding } from '../../activities/reconciler/finding.ts';
import { lostRooms, wrongStock } from '../../activities/reconciler/gate.ts';
import { abandonedHolds, orphanedHolds } from '../../activities/reconciler/holds.ts';
import { violations } from '../../activities/reconciler/invariants.ts';
import { staleSales } from '../../activities/reconciler/stale-sales.ts';
import { failingWorkflows, missingSales, unendedPurchases } from '../../activities/reconciler/workflows.ts';
import type { System } from './system.ts';

/** One check of the doctor, and the text it shows when `find` finds nothing. */
export type Check = { name: string; okText: string; find: () => Promise<Finding[]> };

/** Every check, those of Postgres first. The reconciler uses the same functions for what it repairs by itself. */
export function systemChecks({ db, ports }: System): Check[] {
  return [
    { name: 'Invariants', okText: 'every promise holds in Postgres', find: () => brokenInvariants(db) },
    { name: 'Holds', okText: 'every hold ends at its deadline', find: () => abandonedHolds(ports) },
    { name: 'Watched', okText: 'every hold has its workflow', find: () => orphanedHolds(ports) },
    { name: 'Purchases', okText: 'no workflow outlives its purchase', find: () => unendedPurchases(ports) },
    { name: 'Workflows', okText: 'no workflow task fails again and again', find: () => failingWorkflows(ports) },
    { name: 'Sales', okText: 'every live event has its workflow', find: () => missingSales(ports) },
    { name: 'Changes', okText: 'every sale acts on its event and its line', find: () => staleSales(ports) },
    { name: 'Rooms', okText: 'Redis knows every waiting room', find: () => lostRooms(ports) },
    { name: 'Stock', okText: 'Redis counts as Postgres does', find: () => wrongStock(ports) },
  ];
}

/** A broken invariant has no repair: a person has to find out how it could be broken. */
async function brokenInvariants(db: System['db']): Promise<Finding[]> {
  const found = await violations(db);
  return found.map(({ invariant, what, ids }) => ({ subject: invariant, problem: `${what}: ${listOf(ids)}` }));
}

/** The first three ids and the number of the others. A query returns a hundred rows at most. */
function listOf(ids: string[]): string {
  const first = ids.slice(0, 3).join(', ');
  return ids.length > 3 ? `${first} and ${ids.length === 100 ? 'at least ' : ''}${ids.length - 3} more` : first;
}
