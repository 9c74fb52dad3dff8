import pMap from 'p-map';
import type { Counters } from '../counters.ts';
import type { EntryWorkflows, SaleStatistics, WaitingRoom } from './ports.ts';

/** How many entries are signalled at once. */
const SIGNALS_AT_ONCE = 20;

type Needs = {
  waitingRoom: WaitingRoom;
  entryWorkflows: EntryWorkflows;
  statistics: SaleStatistics;
  counters: Counters;
};

/** What waves and waiting places do in Redis and to each other's workflows. */
export function waitingRoomActivities({ waitingRoom, entryWorkflows, statistics, counters }: Needs) {
  return {
    /**
     * Admits the next people; how many. The wave's number makes a repeat return the same people. Zero while Redis is
     * being rebuilt.
     */
    async admitWave(eventId: string, wave: number): Promise<number> {
      const answer = await waitingRoom.admitWave(eventId, wave);
      if (answer.outcome !== 'admitted') return 0;
      if (answer.fresh && answer.count > 0) {
        counters.admissions(answer.count);
        await statistics.record(eventId, { admissions: answer.count }).catch(() => undefined);
      }
      return answer.count;
    },

    /** Signals each entry of a wave. A repeat signals the same people the same admission. */
    async announceWave(eventId: string, wave: number): Promise<void> {
      const places = await waitingRoom.wavePlaces(eventId, wave);
      const admit = ({ accessUntil, ...place }: (typeof places)[number]) =>
        entryWorkflows.admit({ ...place, accessUntil: accessUntil! });
      await pMap(places, admit, { concurrency: SIGNALS_AT_ONCE });
    },

    /**
     * Ends a place whose time is over; a repeat finds it over. Returns until when it is kept at least, in milliseconds
     * since the epoch, where its holder has looked meanwhile or its pass stood still.
     */
    endPlace: (eventId: string, token: string): Promise<number | undefined> => waitingRoom.expirePlace(eventId, token),
  };
}
