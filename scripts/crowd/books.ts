import type { PrismaClient } from '../../prisma/generated/client.ts';

/** A tier's counters beside the rows they stand for. */
export type TierBooks = { id: string; name: string; capacity: number; held: number; sold: number; active: number; paid: number; tickets: number };

export type PurchaseRow = {
  reservation_id: string;
  status: 'active' | 'converted' | 'expired' | 'canceled';
  expires_at: Date;
  ended_at: Date | null;
  order_id: string | null;
  checkout_session_id: string | null;
  order_quantity: number | null;
  order_cents: number | null;
  tickets: number;
  charge: 'captured' | 'declined' | 'refunded' | null;
  charge_cents: number | null;
};

/** What Postgres, the truth, says about one event. Each question is one statement, so its numbers are of one moment. */
export function books(database: PrismaClient, eventId: string) {
  return {
    tiers: () => database.$queryRaw<TierBooks[]>`
      SELECT t.id, t.name, t.capacity, t.held, t.sold,
             (SELECT coalesce(sum(r.quantity), 0)::int FROM reservations r WHERE r.tier_id = t.id AND r.status = 'active') AS active,
             (SELECT coalesce(sum(o.quantity), 0)::int FROM orders o WHERE o.tier_id = t.id AND o.status = 'paid') AS paid,
             (SELECT count(*)::int FROM tickets k JOIN orders o ON o.id = k.order_id WHERE k.tier_id = t.id AND o.status = 'paid') AS tickets
        FROM tiers t WHERE t.event_id = ${eventId}::uuid ORDER BY t.price_cents`,

    /** Buyers who hold and have bought more than `limit` together, counted from the rows and not from their counter. */
    overLimit: (limit: number) => database.$queryRaw<{ buyer_id: string; quantity: number }[]>`
      SELECT buyer_id, sum(quantity)::int AS quantity
        FROM (SELECT buyer_id, quantity FROM reservations WHERE event_id = ${eventId}::uuid AND status = 'active'
              UNION ALL
              SELECT buyer_id, quantity FROM orders WHERE event_id = ${eventId}::uuid AND status = 'paid') AS taken
       GROUP BY buyer_id HAVING sum(quantity) > ${limit}`,

    /** Every reservation with its order and its charge at the simulated provider. `keyPrefix` makes the charge's key of the reservation's id. */
    purchases: (keyPrefix: string) => database.$queryRaw<PurchaseRow[]>`
      SELECT r.id AS reservation_id, r.status::text AS status, r.expires_at, r.ended_at,
             o.id AS order_id, o.checkout_session_id, o.quantity AS order_quantity, o.total_price_cents AS order_cents,
             (SELECT count(*)::int FROM tickets k WHERE k.order_id = o.id) AS tickets,
             c.status::text AS charge, c.amount_cents AS charge_cents
        FROM reservations r
        LEFT JOIN orders o ON o.reservation_id = r.id AND o.status = 'paid'
        LEFT JOIN simulated_charges c ON c.idempotency_key = ${keyPrefix} || r.id
       WHERE r.event_id = ${eventId}::uuid`,

    /** Captured charges of these keys whose reservation has no row here: money for nothing anybody could hand out. */
    strayCharges: (keys: string[], keyPrefix: string) => database.$queryRaw<{ idempotency_key: string }[]>`
      SELECT c.idempotency_key FROM simulated_charges c
       WHERE c.idempotency_key = ANY(${keys}) AND c.status = 'captured'
         AND NOT EXISTS (SELECT FROM reservations r WHERE ${keyPrefix} || r.id = c.idempotency_key)`,

    async activeReservations(take: number): Promise<string[]> {
      const rows = await database.reservation.findMany({ where: { event_id: eventId, status: 'active' }, select: { id: true }, orderBy: { created_at: 'asc' }, take });
      return rows.map(({ id }) => id);
    },

    isActive: async (id: string) => (await database.reservation.count({ where: { id, status: 'active' } })) > 0,
  };
}

export type Books = ReturnType<typeof books>;

/** What holds at every moment, in the middle of the drop too: one sentence for each promise broken. */
export function brokenPromises(tiers: TierBooks[]): string[] {
  return tiers.flatMap(({ name, capacity, held, sold, active, paid, tickets }) => [
    ...(held + sold > capacity ? [`${name} is oversold: ${held} held + ${sold} sold of ${capacity}`] : []),
    ...(held !== active ? [`${name} counts ${held} held, its active reservations add up to ${active}`] : []),
    ...(sold !== paid ? [`${name} counts ${sold} sold, its paid orders add up to ${paid}`] : []),
    ...(tickets !== paid ? [`${name} has ${tickets} tickets for ${paid} paid places`] : []),
  ]);
}
