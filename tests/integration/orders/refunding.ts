import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { workflowIds } from '../../../workflows/messages.ts';
import { violations } from '../../../activities/reconciler/invariants.ts';
import { eventually, type Answer, type Call, type Drop, type DropPlan, type stack } from '../../harness.ts';

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

/** An order of some tickets for 25.00 each, and its buyer. */
export const orderSelling =
  ({ admin, db, drop }: Pick<ReturnType<typeof stack>, 'admin' | 'db' | 'drop'>) =>
  async (quantity: number, plan: DropPlan = {}) => {
    const sale = await drop({ capacity: 10, ...plan });
    const [ada] = await soldTo(sale, 1, quantity);
    const [order] = await sale.orders();
    const ids = (await sale.tickets()).map(({ id }) => id).toSorted();
    const shown = async () => (await admin(`/admin/orders/${order!.id}`)).body;
    const whenGivenBack = (cents: number) => eventually(shown, ({ refunded_cents }) => refunded_cents === cents);
    const atTheProvider = async () => {
      const { _sum } = await db.simulatedRefund.aggregate({
        where: { idempotency_key: keyOf(order!) },
        _sum: { amount_cents: true },
      });
      return _sum.amount_cents ?? 0;
    };
    const broken = () => violations(db, { eventId: sale.eventId, doubtSeconds: 0 });
    return { sale, ada: ada!, id: order!.id, order: order!, ids, shown, whenGivenBack, atTheProvider, broken };
  };
