import { mendAll, mendsOf, type Tally } from './finding.ts';
import { repairRoom, repairStock, type Room } from './gate.ts';
import { abandonedHolds, orphanedHolds } from './holds.ts';
import { missingSales } from './workflows.ts';
import type { Ports } from '../ports.ts';

/** What the reconciler mends: the findings of a check-up that no person has to think about. */
export function reconcileActivities(ports: Ports, room: Room) {
  const { counters, sales } = ports;
  return {
    /** Ends holds past their deadline that no workflow will end. Repeating finds them ended. */
    sweepHolds: async (): Promise<Tally> => mendAll(mendsOf(await abandonedHolds(ports)), counters),

    /** Gives holds that Temporal has forgotten their workflow back. Repeating finds them watched. */
    adoptHolds: async (): Promise<Tally> => mendAll(mendsOf(await orphanedHolds(ports)), counters),

    /** Makes Redis say what Postgres and the running entries say: scripts that compare and write at once. Repeating finds it right. */
    async repairGate(): Promise<Tally> {
      const events = await sales.live();
      return mendAll(
        events.flatMap((eventId) => [() => repairStock(ports, eventId), () => repairRoom(room, eventId)]),
        counters,
      );
    },

    /** Starts the sale workflow of every live event that has none. Repeating finds them running. */
    startMissingSales: async (): Promise<Tally> => mendAll(mendsOf(await missingSales(ports)), counters),
  };
}
