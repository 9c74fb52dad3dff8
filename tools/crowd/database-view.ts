import { violations } from '../../activities/reconciler/invariants.ts';
import type { PrismaClient } from '../../prisma/generated/client.ts';

/** A tier's counters, and the number of tickets that were issued for it. */
export type TierRow = { id: string; name: string; capacity: number; held: number; sold: number; tickets: number };

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
  charge: 'authorised' | 'captured' | 'declined' | 'voided' | 'refunded' | null;
  charge_cents: number | null;
};

/** Reads one event from Postgres, the truth. Each function is one statement, so its numbers belong to one moment. */
export function databaseView(database: PrismaClient, eventId: string) {
  return {
    tiers: () => database.$queryRaw<TierRow[]>`
      SELECT t.id, t.name, t.capacity, t.held, t.sold,
             (SELECT count(*)::int FROM tickets k JOIN orders o ON o.id = k.order_id
               WHERE k.tier_id = t.id AND o.status = 'paid') AS tickets
        FROM tiers t WHERE t.event_id = ${eventId}::uuid ORDER BY t.price_cents`,

    /** The invariants that the rows of the event break. */
    violations: () => violations(database, { eventId }),

    /** Every reservation with its order, and its latest try to pay as the simulated provider knows it. */
    purchases: () => database.$queryRaw<PurchaseRow[]>`
      SELECT r.id AS reservation_id, r.status::text AS status, r.expires_at, r.ended_at,
             o.id AS order_id, o.checkout_session_id, o.quantity AS order_quantity, o.total_price_cents AS order_cents,
             (SELECT count(*)::int FROM tickets k WHERE k.order_id = o.id) AS tickets,
             c.status::text AS charge, c.amount_cents AS charge_cents
        FROM reservations r
        LEFT JOIN orders o ON o.reservation_id = r.id AND o.status = 'paid'
        LEFT JOIN LATERAL (
          SELECT c.status, c.amount_cents FROM payments p JOIN simulated_charges c ON c.idempotency_key = p.key
           WHERE p.reservation_id = r.id ORDER BY p.created_at DESC LIMIT 1
        ) c ON true
       WHERE r.event_id = ${eventId}::uuid`,

    /** Captured charges of these keys whose reservation has no row: money was taken and no tickets can be issued. */
    strayCharges: (keys: string[], keyPrefix: string) => database.$queryRaw<{ idempotency_key: string }[]>`
      SELECT c.idempotency_key FROM simulated_charges c
       WHERE c.idempotency_key = ANY(${keys}) AND c.status = 'captured'
         AND NOT EXISTS (SELECT FROM reservations r WHERE ${keyPrefix} || r.id = c.idempotency_key)`,

    async activeReservations(take: number): Promise<string[]> {
      const rows = await database.reservation.findMany({
        where: { event_id: eventId, status: 'active' },
        select: { id: true },
        orderBy: { created_at: 'asc' },
        take,
      });
      return rows.map(({ id }) => id);
    },

    isActive: async (id: string) => (await database.reservation.count({ where: { id, status: 'active' } })) > 0,
  };
}

export type DatabaseView = ReturnType<typeof databaseView>;
