import { findingsOf, type Check as ThingsToLookAt, type Finding } from '../../activities/reconciler/finding.ts';
import { keyTypes, lostRooms, wrongStock } from '../../activities/reconciler/gate.ts';
import { abandonedHolds, orphanedHolds } from '../../activities/reconciler/holds.ts';
import { violations } from '../../activities/reconciler/invariants.ts';
import { mailTroubles } from '../../activities/reconciler/mails.ts';
import { unsettledPayments } from '../../activities/reconciler/payments.ts';
import { damagedPlaces } from '../../activities/reconciler/places.ts';
import { lateRefunds, openDisputes, unpaidRefunds } from '../../activities/reconciler/refunds.ts';
import { canceledHolds, lateWaves, unseenChanges } from '../../activities/reconciler/stale-sales.ts';
import { failingWorkflows, missingSales, unendedPurchases } from '../../activities/reconciler/workflows.ts';
import { differentBooks } from './provider-books.ts';
import type { System } from './system.ts';

/** One check of the doctor, and the text it shows when `find` finds nothing. */
export type Check = { name: string; okText: string; find: () => Promise<Finding[]> };

/** Every check, those of Postgres first. The reconciler uses the same functions for what it repairs by itself. */
export function systemChecks({ config, db, ports }: System): Check[] {
  const each =
    <Item>(things: (needs: typeof ports) => Promise<ThingsToLookAt<Item>>) =>
    async () =>
      findingsOf(await things(ports));
  return [
    { name: 'Invariants', okText: 'every promise holds in Postgres', find: () => brokenInvariants(db) },
    {
      name: 'Holds',
      okText: 'every hold ends at its deadline',
      find: each(async (needs) => (await abandonedHolds(needs)).overdue),
    },
    {
      name: 'Payments',
      okText: 'every payment has its outcome',
      find: async () => [...(await each(doubtfulPayments)()), ...(await each(unsettledPayments)())],
    },
    {
      name: 'Books',
      okText: "the provider's books of the last day say what ours do",
      find: () => differentBooks({ config, db }),
    },
    { name: 'Watched', okText: 'every hold has its workflow', find: each(orphanedHolds) },
    { name: 'Purchases', okText: 'no workflow outlives its purchase', find: each(unendedPurchases) },
    { name: 'Workflows', okText: 'no workflow task fails again and again', find: () => failingWorkflows(ports) },
    { name: 'Sales', okText: 'every live event has its workflow', find: each(missingSales) },
    { name: 'Changes', okText: 'every sale acts on the last change of its event', find: each(unseenChanges) },
    { name: 'Waves', okText: 'no line waits for a wave that is due', find: each(lateWaves) },
    { name: 'Cancelled', okText: 'nothing of a cancelled event is held', find: each(canceledHolds) },
    { name: 'Refunds', okText: 'nobody waits for money that is due', find: each(unpaidRefunds) },
    { name: 'Provider', okText: 'no refund fails or takes more than ten minutes', find: each(lateRefunds) },
    { name: 'Disputes', okText: 'no payment is disputed', find: each(openDisputes) },
    {
      name: 'Mails',
      okText: 'no mail waits for long, and none failed in the last day',
      find: () => mailTroubles(ports),
    },
    { name: 'Keys', okText: 'every key in Redis is what it should be', find: each(keyTypes) },
    { name: 'Rooms', okText: 'Redis knows every waiting room', find: each(lostRooms) },
    { name: 'Places', okText: 'every place has its workflow, and each workflow its place', find: each(damagedPlaces) },
    { name: 'Stock', okText: 'Redis counts as Postgres does', find: each(wrongStock) },
  ];
}

const doubtfulPayments = async (needs: System['ports']) => (await abandonedHolds(needs)).doubtful;

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
