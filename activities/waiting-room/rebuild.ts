import type { GateSale, Sales } from '../catalogue/ports.ts';
import type { EntryWorkflows, WaitingRoom } from './ports.ts';

/** Restores a room that Redis lost from the running entries, in order of number; false where Redis has the room. */
export async function restoreRoom(
  { waitingRoom, entryWorkflows }: { waitingRoom: WaitingRoom; entryWorkflows: EntryWorkflows },
  eventId: string,
): Promise<boolean> {
  if (await waitingRoom.knows(eventId)) return false;
  // A room in which nobody ever was is new, and its numbers begin with 1.
  if (await entryWorkflows.hadAny(eventId))
    await waitingRoom.restore(eventId, await entryWorkflows.places(eventId), 'room');
  return true;
}

/**
 * Publishes the sale as Postgres has it, and reads again until that is what was published: a change that is written to
 * Postgres meanwhile may have been published before, and must not be overwritten by what was read earlier.
 * @returns the sale that was published; undefined for an unknown event.
 */
export async function publishSale(
  { waitingRoom, sales }: { waitingRoom: WaitingRoom; sales: Sales },
  eventId: string,
): Promise<Awaited<ReturnType<Sales['find']>>> {
  const isSame = (one: GateSale, other: GateSale) => JSON.stringify(one) === JSON.stringify(other);
  let sale = await sales.find(eventId);
  for (let published: GateSale | undefined; sale && !(published && isSame(published, sale.gate));) {
    published = sale.gate;
    await waitingRoom.publish(published);
    sale = await sales.find(eventId);
  }
  return sale;
}
