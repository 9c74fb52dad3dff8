import type { Counters } from '../counters.ts';
import type { SaleStatistics, WaitingRoom } from './ports.ts';

type Needs = {
  waitingRoom: WaitingRoom;
  statistics: SaleStatistics;
  counters: Counters;
};

/** What waves and waiting places do in Redis and to each other's workflows. */
export function waitingRoomActivities({ waitingRoom, statistics, counters }: Needs) {
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

    /** Does nothing any more: a wave is announced by a stream. Sales of revisions 1 and 2 wait for this step. */
    async announceWave(_eventId: string, _wave: number): Promise<void> {},

    /**
     * Ends a place whose time is over; a repeat finds it over. Returns until when it is kept at least, in milliseconds
     * since the epoch, where its holder has looked meanwhile or its pass stood still.
     */
    endPlace: (eventId: string, token: string): Promise<number | undefined> => waitingRoom.expirePlace(eventId, token),
  };
}
