import type { PrismaClient } from '../../prisma/generated/client.ts';

/**
 * Takes back everything that was sold at an event, in one transaction: what was paid is refunded, tickets, orders and
 * their reservations (with sessions and keys) go, their places are free. Locks as the purchase steps do, buyers'
 * counters before tiers, so that a purchase under way comes wholly before or wholly after it.
 */
export function resetOrders(
  db: PrismaClient,
  eventId: string,
): Promise<{ tickets_deleted: number; orders_deleted: number }> {
  return db.$transaction(async (tx) => {
    await tx.$queryRaw`
      SELECT count(*) FROM (
        SELECT 1 FROM buyer_counters WHERE event_id = ${eventId}::uuid ORDER BY buyer_id FOR UPDATE
      ) AS locked`;
    await tx.$queryRaw`
      SELECT count(*) FROM (SELECT 1 FROM tiers WHERE event_id = ${eventId}::uuid ORDER BY id FOR UPDATE) AS locked`;
    await tx.$executeRaw`
      WITH refunded AS (
        UPDATE payments p SET state = 'refunded', settled_at = now() FROM orders o
         WHERE o.event_id = ${eventId}::uuid AND p.reservation_id = o.reservation_id AND p.state <> 'declined'
        RETURNING p.key
      )
      UPDATE simulated_charges c SET status = 'refunded', refunded_at = now() FROM refunded
       WHERE c.idempotency_key = refunded.key`;
    await tx.$executeRaw`
      UPDATE tiers t SET sold = t.sold - gone.quantity
        FROM (
          SELECT tier_id, sum(quantity - restocked_tickets)::int AS quantity FROM orders
          WHERE event_id = ${eventId}::uuid GROUP BY tier_id
        ) AS gone
       WHERE t.id = gone.tier_id`;
    await tx.$executeRaw`
      UPDATE buyer_counters b SET bought = b.bought - gone.quantity
        FROM (
          SELECT buyer_id, sum(quantity - returned_tickets)::int AS quantity FROM orders
          WHERE event_id = ${eventId}::uuid GROUP BY buyer_id
        ) AS gone
       WHERE b.event_id = ${eventId}::uuid AND b.buyer_id = gone.buyer_id`;
    const tickets = await tx.ticket.deleteMany({ where: { event_id: eventId } });
    const orders = await tx.order.deleteMany({ where: { event_id: eventId } });
    await tx.reservation.deleteMany({ where: { event_id: eventId, status: 'converted' } });
    return { tickets_deleted: tickets.count, orders_deleted: orders.count };
  });
}
