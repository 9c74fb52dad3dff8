import pMap from 'p-map';
import type { Sales } from '../catalogue/ports.ts';
import type { PurchaseWorkflows, StockGate } from '../purchase/ports.ts';
import type { EntryWorkflows, WaitingRoom } from '../waiting-room/ports.ts';
import { publishSale, restoreRoom } from '../waiting-room/rebuild.ts';
import type { SalePlan } from './ports.ts';

/** How many purchases are cancelled at once. */
const CANCELS_AT_ONCE = 20;

type Needs = {
  sales: Sales;
  waitingRoom: WaitingRoom;
  entryWorkflows: EntryWorkflows;
  stockGate: StockGate;
  purchaseWorkflows: PurchaseWorkflows;
};

/** What the sale of an event does in Redis and Postgres from its opening to its end. */
export function saleActivities({ sales, waitingRoom, entryWorkflows, stockGate, purchaseWorkflows }: Needs) {
  return {
    /** Publishes the sale to Redis as Postgres has it and answers when to do what. Repeating changes nothing. */
    async prepareSale(eventId: string): Promise<SalePlan> {
      await restoreRoom({ waitingRoom, entryWorkflows }, eventId);
      await stockGate.repair(eventId, await stockGate.version(eventId), await sales.stock(eventId));
      const sale = await publishSale({ waitingRoom, sales }, eventId);
      if (!sale) return noSale;
      const { gate, opened, closesAt } = sale;
      const last = await waitingRoom.lastWave(eventId);
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
     * Ends the sale in Postgres and in Redis, unless the organiser has opened it again. The holds of an event that was
     * cancelled are given back too. Repeating changes nothing.
     */
    async endSale(eventId: string): Promise<void> {
      if (!(await sales.close(eventId))) return;
      if ((await sales.find(eventId))?.canceled) {
        const { claims } = await sales.stock(eventId);
        const cancel = ({ reservationId }: { reservationId: string }) => purchaseWorkflows.requestCancel(reservationId);
        await pMap(claims, cancel, { concurrency: CANCELS_AT_ONCE });
      }
      await waitingRoom.forget(eventId);
      await stockGate.forget(eventId);
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
