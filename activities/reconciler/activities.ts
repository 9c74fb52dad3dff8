import type { Counters } from '../counters.ts';
import { repairsOf, runRepairs, type RepairCounts } from './finding.ts';
import { repairRoom, repairStock } from './gate.ts';
import { abandonedHolds, orphanedHolds } from './holds.ts';
import { staleSales } from './stale-sales.ts';
import { missingSales } from './workflows.ts';

type Needs = Parameters<typeof abandonedHolds>[0] &
  Parameters<typeof missingSales>[0] &
  Parameters<typeof staleSales>[0] &
  Parameters<typeof repairStock>[0] &
  Parameters<typeof repairRoom>[0] & { counters: Counters };

/** What the reconciler repairs by itself, out of what a check-up can find. */
export function reconcileActivities(needs: Needs) {
  const { counters, sales } = needs;
  return {
    /** Ends holds past their deadline that no workflow will end. Repeating finds them ended. */
    sweepHolds: async (): Promise<RepairCounts> => runRepairs(repairsOf(await abandonedHolds(needs)), counters),

    /** Starts the workflows of holds that Temporal has lost. Repeating finds them running. */
    adoptHolds: async (): Promise<RepairCounts> => runRepairs(repairsOf(await orphanedHolds(needs)), counters),

    /**
     * Makes Redis agree with Postgres and the running entries, by scripts that compare and write at once. Repeating
     * finds it right.
     */
    async repairGate(): Promise<RepairCounts> {
      const repairs = (await sales.live()).flatMap((eventId) => [
        () => repairStock(needs, eventId),
        () => repairRoom(needs, eventId),
      ]);
      return runRepairs(repairs, counters);
    },

    /**
     * Starts the sale workflow of every live event that has none, and tells those that missed a change. Repeating finds
     * them running and told.
     */
    startMissingSales: async (): Promise<RepairCounts> =>
      runRepairs(repairsOf([...(await missingSales(needs)), ...(await staleSales(needs))]), counters),
  };
}
