import { proxyActivities } from '@temporalio/workflow';

/** The step that an example of a change adds to a purchase: whoever bought tickets is sent a receipt. */
export const { sendReceipt } = proxyActivities<{ sendReceipt(reservationId: string): Promise<void> }>({
  startToCloseTimeout: '30 seconds',
});
