import type { ReconcileReport } from '../../workflows/messages.ts';
import type { Counters } from '../counters.ts';
import { keyTypes, repairRoomOf, repairStockOf, subjectOf, type LiveSale } from './gate.ts';
import { doubtfulPayments, orphanedHolds, overdueHolds } from './holds.ts';
import { joinReports, mender, repairsOf } from './mend.ts';
import { missingSales } from './workflows.ts';

type Needs = Parameters<typeof overdueHolds>[0] &
  Parameters<typeof missingSales>[0] &
  Parameters<typeof repairStockOf>[0] &
  Parameters<typeof repairRoomOf>[0] &
  Parameters<typeof keyTypes>[0] & { counters: Counters };

/**
 * What the reconciler repairs by itself, out of what a check-up can find. A step rejects only when it cannot see what
 * there is to do; what it cannot repair is in its report.
 */
export function reconcileActivities(needs: Needs) {
  const mend = mender(needs.counters);
  return {
    /** Ends holds past their deadline that no workflow will end. Repeating finds them ended. */
    async sweepHolds(): Promise<ReconcileReport> {
      const [holds, payments] = [await overdueHolds(needs), await doubtfulPayments(needs)];
      // Beside each other: holds do not wait for a payment provider.
      return joinReports(await Promise.all([mend(repairsOf('holds', holds)), mend(repairsOf('payments', payments))]));
    },

    /** Starts the workflows of holds that Temporal has lost. Repeating finds them running. */
    adoptHolds: async (): Promise<ReconcileReport> => mend(repairsOf('adoptions', await orphanedHolds(needs))),

    /**
     * Makes Redis agree with Postgres and the running entries, by scripts that compare and write at once. Repeating
     * finds it right.
     */
    async repairGate(): Promise<ReconcileReport> {
      const items = await needs.sales.liveSales();
      const subject = ({ gate }: LiveSale) => subjectOf(gate.eventId);
      return joinReports(
        await Promise.all([
          mend(repairsOf('keys', await keyTypes(needs))),
          mend({ kind: 'stock', items, subject, mend: (sale) => repairStockOf(needs, sale) }),
          mend({ kind: 'rooms', items, subject, mend: (sale) => repairRoomOf(needs, sale) }),
        ]),
      );
    },

    /** Starts the sale workflow of every live event that has none. Repeating finds them running. */
    startMissingSales: async (): Promise<ReconcileReport> => mend(repairsOf('sales', await missingSales(needs))),
  };
}
