import { recountStock } from '../purchase/capacities.ts';
import type { StockGate } from '../purchase/ports.ts';
import type { EntryWorkflows, WaitingRoom } from '../waiting-room/ports.ts';
import { publishSale, restoreRoom } from '../waiting-room/rebuild.ts';
import { endCanceledPurchases } from './canceled-event.ts';
import type { SalePlan, WakeCalls } from './ports.ts';

type Needs = Parameters<typeof endCanceledPurchases>[0] & {
  waitingRoom: WaitingRoom;
  entryWorkflows: EntryWorkflows;
  stockGate: StockGate;
  wakeCalls: WakeCalls;
};

/** What the sale of an event does in Redis and Postgres from its opening to its end. */
export function saleActivities(needs: Needs) {
  const { sales, waitingRoom, entryWorkflows, stockGate, wakeCalls } = needs;
  return {
    /**
     * Publishes the sale to Redis as Postgres has it, writes down that the workflow has seen this revision, and answers
     * when to do what. Repeating changes nothing.
     */
    async prepareSale(eventId: string): Promise<SalePlan> {
      await restoreRoom({ waitingRoom, entryWorkflows }, eventId);
      await recountStock({ stockGate, sales }, eventId);
      const sale = await publishSale({ waitingRoom, sales }, eventId);
      if (!sale) return noSale;
      const { gate, opened, closesAt, revision } = sale;
      const last = await waitingRoom.lastWave(eventId);
      await sales.saw(eventId, revision);
      return {
        open: gate.open,
        opened,
        onSaleAt: gate.onSaleAt,
        closesAt,
        paused: gate.paused,
        waveIntervalMs: gate.waveIntervalMs,
        nextWave: last.wave + 1,
        ...(last.at !== undefined && { nextWaveAt: last.at + gate.waveIntervalMs }),
      };
    },

    /** Writes down that the sale is open. Repeating changes nothing. */
    openSale: (eventId: string): Promise<void> => sales.open(eventId),

    /**
     * Whether nobody waits in the line of a sale. From then on the first who does wakes the sale: the call is released
     * before the look, so that whoever comes in between is seen or calls. Repeating changes nothing.
     */
    async nobodyWaits(eventId: string): Promise<boolean> {
      await wakeCalls.release(eventId);
      return (await waitingRoom.crowd(eventId))?.waiting === 0;
    },

    /**
     * Ends the sale in Postgres and in Redis; false when the organiser has opened it again. The event has started if it
     * has by `now`, which is the workflow's clock. Repeating changes nothing.
     */
    async endSale(eventId: string, now = Date.now()): Promise<boolean> {
      if (!(await sales.close(eventId, new Date(now)))) return false;
      await endCanceledPurchases(needs, eventId);
      await waitingRoom.forget(eventId);
      await stockGate.forget(eventId);
      return true;
    },
  };
}

const noSale: SalePlan = {
  open: false,
  opened: false,
  onSaleAt: 0,
  closesAt: 0,
  paused: false,
  waveIntervalMs: 0,
  nextWave: 0,
};
