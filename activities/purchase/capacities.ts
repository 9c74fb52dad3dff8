import type { Sales, StockGate } from '../ports.ts';

/**
 * Tells the gate the capacity of every tier, also while tickets are claimed by the second and nothing could be repaired. Whoever
 * changes one writes Postgres first, so looking again shows whether this was old.
 */
export async function publishCapacities(
  stockGate: Pick<StockGate, 'resize'>,
  sales: Pick<Sales, 'capacities'>,
  eventId: string,
): Promise<void> {
  let capacities = await sales.capacities(eventId);
  for (let told = ''; told !== JSON.stringify(capacities); capacities = await sales.capacities(eventId)) {
    told = JSON.stringify(capacities);
    for (const [tierId, capacity] of Object.entries(capacities)) await stockGate.resize(eventId, tierId, capacity);
  }
}
