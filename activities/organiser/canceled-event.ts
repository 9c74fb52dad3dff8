import pMap from 'p-map';
import type { Sales } from '../catalogue/ports.ts';
import type { PurchaseWorkflows } from '../purchase/ports.ts';

/** How many purchases are cancelled at once. */
const CANCELS_AT_ONCE = 20;

/**
 * Ends what a cancelled event has left of purchases: Postgres gives the holds back and marks the paid orders, then the
 * workflows of these holds are told. Nothing for an event that is not cancelled; repeating changes nothing.
 */
export async function endCanceledPurchases(
  { sales, purchaseWorkflows }: { sales: Sales; purchaseWorkflows: PurchaseWorkflows },
  eventId: string,
): Promise<void> {
  const canceled = await sales.settleCanceled(eventId);
  await pMap(canceled, (reservationId) => purchaseWorkflows.requestCancel(reservationId), {
    concurrency: CANCELS_AT_ONCE,
  });
}
