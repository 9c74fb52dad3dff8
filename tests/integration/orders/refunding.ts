import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { workflowIds } from '../../../workflows/messages.ts';
import type { Answer, Call, Drop } from '../../harness.ts';

/** The organiser's requests for refunds. */
export const refunding = (admin: (path: string, call?: Call) => Promise<Answer>) => ({
  refund: (orderId: string, body: object = {}, key: string = randomUUID()) =>
    admin(`/admin/orders/${orderId}/refunds`, {
      method: 'POST',
      body: { reason: 'The buyer is ill.', ...body },
      headers: { 'idempotency-key': key },
    }),
  progress: async (eventId: string) => (await admin(`/admin/events/${eventId}/refunds`)).body,
});

/** Buyers who have bought some tickets each. */
export async function soldTo(sale: Drop, count: number, quantity = 2) {
  const buyers = await Promise.all(Array.from({ length: count }, () => sale.buyer().enter()));
  for (const buyer of buyers) expect((await buyer.buy(quantity)).status).toBe(201);
  return buyers;
}

/** What the provider knows the payment of an order by, which took one try. */
export const keyOf = ({ reservation_id: id }: { reservation_id: string }) => workflowIds.reservation(id);
