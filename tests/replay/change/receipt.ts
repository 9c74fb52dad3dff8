import { proxyActivities } from '@temporalio/workflow';

/** The step that the example change adds to a purchase: it sends the buyer a receipt. */
export const { sendReceipt } = proxyActivities<{ sendReceipt(reservationId: string): Promise<void> }>({
  startToCloseTimeout: '30 seconds',
});
