import pMap from 'p-map';
import type { Sales } from '../catalogue/ports.ts';
import type { PurchaseWorkflows } from '../purchase/ports.ts';
import type { Refunds, RefundWorkflows } from '../refunds/ports.ts';

type Needs = {
  sales: Sales;
  purchaseWorkflows: PurchaseWorkflows;
  refunds: Refunds;
  refundWorkflows: RefundWorkflows;
};

/** How many purchases are cancelled at once. */
const CANCELS_AT_ONCE = 20;

/**
 * Ends what a cancelled event has left of purchases: Postgres gives the holds back and marks the paid orders, then the
 * workflows of these holds are told, and the one starts that gives the money back. Nothing for an event that is not
 * cancelled; repeating changes nothing.
 */
export async function endCanceledPurchases(
  { sales, purchaseWorkflows, refunds, refundWorkflows }: Needs,
  eventId: string,
): Promise<void> {
  const canceled = await sales.settleCanceled(eventId);
  await pMap(canceled, (reservationId) => purchaseWorkflows.requestCancel(reservationId), {
    concurrency: CANCELS_AT_ONCE,
  });
  if ((await refunds.due(eventId, 1)).length > 0) await refundWorkflows.wake(eventId);
}
