import type { Sales } from '../catalogue/ports.ts';
import type { StockGate } from './ports.ts';

/**
 * Publishes the capacity of every tier, also while tickets are claimed by the second and a repair could not happen.
 * A change is written to Postgres first, so reading again shows whether what was published is still right.
 */
export async function publishCapacities(
  stockGate: Pick<StockGate, 'resize'>,
  sales: Pick<Sales, 'capacities'>,
  eventId: string,
): Promise<void> {
  let capacities = await sales.capacities(eventId);
  for (let published = ''; published !== JSON.stringify(capacities); capacities = await sales.capacities(eventId)) {
    published = JSON.stringify(capacities);
    for (const [tierId, capacity] of Object.entries(capacities)) await stockGate.resize(eventId, tierId, capacity);
  }
}

/** Makes Redis count the tickets of an event as Postgres does at this moment, unless something moves meanwhile. */
export const recountStock = async (
  { stockGate, sales }: { stockGate: Pick<StockGate, 'version' | 'repair'>; sales: Pick<Sales, 'stock'> },
  eventId: string,
) => stockGate.repair(eventId, await stockGate.version(eventId), await sales.stock(eventId));
