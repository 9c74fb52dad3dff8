import pMap from 'p-map';
import type { Ports, SalePlan } from '../ports.ts';

/** How many entries are told at once that they were admitted. */
const SIGNALS_AT_ONCE = 20;

/** What a sale and its waiting places do in Redis and Postgres. */
export function waitingActivities({ waitingRoom, stockGate, sales, workflows, counters, journal }: Ports) {
  /** Puts a room that Redis lost together again: the running entries, in the order of their numbers. */
  async function restoreRoom(eventId: string): Promise<boolean> {
    if (await waitingRoom.knows(eventId)) return false;
    await waitingRoom.restore(eventId, await workflows.waitingPlaces(eventId));
    return true;
  }

  /** Tells the gate what Postgres says. Whoever changes a sale writes Postgres first, so looking again shows whether this was old. */
  async function publishStored(eventId: string) {
    let sale = await sales.find(eventId);
    for (let told = ''; sale && told !== JSON.stringify(sale.gate); sale = await sales.find(eventId)) {
      told = JSON.stringify(sale.gate);
      await waitingRoom.publish(sale.gate);
    }
    return sale;
  }

  return {
    restoreRoom,
    publishStored,

    /** Tells Redis the sale as Postgres has it and answers when to do what. Only writes what is so: repeating changes nothing. */
    async prepareSale(eventId: string): Promise<SalePlan> {
      await restoreRoom(eventId);
      await stockGate.repair(eventId, await stockGate.version(eventId), await sales.stock(eventId));
      const sale = await publishStored(eventId);
      if (!sale)
        return { open: false, opened: false, onSaleAt: 0, closesAt: 0, paused: false, waveIntervalMs: 0, nextWave: 0 };
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

    /** Admits the next people; how many. The wave's number makes a repeat return the same people. Zero while Redis is being rebuilt. */
    async admitWave(eventId: string, wave: number): Promise<number> {
      const answer = await waitingRoom.admitWave(eventId, wave);
      if (answer.outcome !== 'admitted') return 0;
      if (answer.fresh && answer.count > 0) {
        counters.admissions(answer.count);
        await journal.note(eventId, { admissions: answer.count }).catch(() => undefined);
      }
      return answer.count;
    },

    /** Tells each entry of a wave. A repeat tells the same people the same thing. */
    async announceWave(eventId: string, wave: number): Promise<void> {
      const places = await waitingRoom.wavePlaces(eventId, wave);
      await pMap(places, ({ accessUntil, ...place }) => workflows.admitEntry({ ...place, accessUntil: accessUntil! }), {
        concurrency: SIGNALS_AT_ONCE,
      });
    },

    /**
     * Ends the sale in Postgres and at the gate, unless the organiser has opened it again. Where the event itself was cancelled,
     * what buyers hold goes back too. Repeating changes nothing.
     */
    async endSale(eventId: string): Promise<void> {
      if (!(await sales.close(eventId))) return;
      if ((await sales.find(eventId))?.canceled) {
        const { claims } = await sales.stock(eventId);
        await pMap(claims, ({ reservationId }) => workflows.cancelPurchase(reservationId), {
          concurrency: SIGNALS_AT_ONCE,
        });
      }
      await waitingRoom.forget(eventId);
      await stockGate.forget(eventId);
    },

    /** Gives a place in the room back. A repeat finds it gone. */
    async endPlace(eventId: string, token: string): Promise<void> {
      await waitingRoom.endPlace(eventId, token);
    },
  };
}
