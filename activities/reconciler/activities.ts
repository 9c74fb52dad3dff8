import type { ReconcileReport } from '../../workflows/messages.ts';
import type { CheckedKind, Counters } from '../counters.ts';
import type { Check } from './finding.ts';
import { keyTypes, repairRoomOf, repairStockOf, subjectOf, type LiveSale } from './gate.ts';
import { abandonedHolds, orphanedHolds } from './holds.ts';
import { damagedPlaces } from './places.ts';
import { joinReports, mender, repairsOf } from './mend.ts';
import { unsettledPayments } from './payments.ts';
import { unpaidRefunds } from './refunds.ts';
import { canceledHolds, lateWaves, unseenChanges } from './stale-sales.ts';
import { missingSales } from './workflows.ts';

type Needs = Parameters<typeof abandonedHolds>[0] &
  Parameters<typeof missingSales>[0] &
  Parameters<typeof lateWaves>[0] &
  Parameters<typeof canceledHolds>[0] &
  Parameters<typeof unpaidRefunds>[0] &
  Parameters<typeof repairStockOf>[0] &
  Parameters<typeof repairRoomOf>[0] &
  Parameters<typeof damagedPlaces>[0] &
  Parameters<typeof keyTypes>[0] & { counters: Counters };

/**
 * What the reconciler repairs by itself, out of what a check-up can find. A step rejects only when it cannot see what
 * there is to do; what it cannot repair is in its report.
 */
export function reconcileActivities(needs: Needs) {
  const mend = mender(needs.counters);
  /** One chore: also when others cannot see what there is to do, this one is done. */
  const chore = async <Item>(kind: CheckedKind, check: (needs: Needs) => Promise<Check<Item>>) =>
    mend(repairsOf(kind, await check(needs)));

  return {
    /** Ends holds past their deadline that no workflow will end. Repeating finds them ended. */
    // Beside each other: holds do not wait for a payment provider.
    async sweepHolds(): Promise<ReconcileReport> {
      const { overdue, doubtful } = await abandonedHolds(needs);
      return reportOf([
        mend(repairsOf('holds', overdue)),
        mend(repairsOf('payments', doubtful)),
        chore('payments', unsettledPayments),
      ]);
    },

    /** Starts the workflows of holds that Temporal has lost. Repeating finds them running. */
    adoptHolds: (): Promise<ReconcileReport> => chore('adoptions', orphanedHolds),

    /**
     * Makes Redis agree with Postgres and the running entries, by scripts that compare and write at once. Repeating
     * finds it right.
     */
    async repairGate(): Promise<ReconcileReport> {
      const items = await needs.sales.liveSales();
      const subject = ({ gate }: LiveSale) => subjectOf(gate.eventId);
      return reportOf([
        chore('keys', keyTypes),
        chore('places', damagedPlaces),
        mend({ kind: 'stock', items, subject, mend: (sale) => repairStockOf(needs, sale) }),
        mend({ kind: 'rooms', items, subject, mend: (sale) => repairRoomOf(needs, sale) }),
      ]);
    },

    /**
     * Starts the sale workflow of every live event that has none, and tells those that missed a change. Repeating finds
     * them running and told.
     */
    startMissingSales: (): Promise<ReconcileReport> =>
      reportOf([
        chore('sales', missingSales),
        chore('changes', unseenChanges),
        chore('waves', lateWaves),
        chore('canceled', canceledHolds),
        chore('refunds', unpaidRefunds),
      ]),
  };
}

/** What several chores did. Each comes to its end, also when another one fails as a whole. */
async function reportOf(chores: Promise<ReconcileReport>[]): Promise<ReconcileReport> {
  await Promise.allSettled(chores);
  return joinReports(await Promise.all(chores));
}
