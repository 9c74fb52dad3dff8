import type { PrismaClient } from '../../prisma/generated/client.ts';

const sessionColumns = {
  id: true, reservation_id: true, status: true, created_at: true,
  reservation: { select: { id: true, status: true, quantity: true, price_cents: true, expires_at: true, event_id: true, tier: { select: { name: true } } } },
} as const;
const orderColumns = { id: true, checkout_session_id: true, status: true, quantity: true, total_price_cents: true, created_at: true } as const;
const ticketColumns = { id: true, code: true, qr_sig: true, created_at: true } as const;
const inOrder = [{ created_at: 'asc' }, { id: 'asc' }] as const;
const newestFirst = [{ created_at: 'desc' }, { id: 'desc' }] as const;

export type Standing = { held: number; bought: number; active?: { id: string; expires_at: Date } };

/** What buyers have: holds, sessions, orders, tickets. Always read fresh and only for their owner. */
export function purchaseReads(db: PrismaClient) {
  const session = (where: { id: string; buyer_id: string } | { reservation_id: string; buyer_id: string }) =>
    db.checkoutSession.findUnique({ where, select: sessionColumns });

  return {
    session,

    /** What counts against a buyer at an event: bought and held tickets, and the active hold. One query, because every reserve asks. */
    async standing(eventId: string, buyerId: string): Promise<Standing> {
      const [row] = await db.$queryRaw<[{ held: number; bought: number; id: string | null; expires_at: Date | null }]>`
        SELECT coalesce(c.held, 0) AS held, coalesce(c.bought, 0) AS bought, r.id, r.expires_at
        FROM (SELECT ${eventId}::uuid AS event_id, ${buyerId}::text AS buyer_id) asked
        LEFT JOIN buyer_counters c USING (event_id, buyer_id)
        LEFT JOIN reservations r ON r.event_id = asked.event_id AND r.buyer_id = asked.buyer_id AND r.status = 'active'`;
      const { held, bought, id, expires_at } = row;
      return { held, bought, ...(id && expires_at && { active: { id, expires_at } }) };
    },

    active: (eventId: string, buyerId: string) =>
      db.reservation.findFirst({
        where: { event_id: eventId, buyer_id: buyerId, status: 'active' },
        select: { id: true, event_id: true, tier_id: true, quantity: true, price_cents: true, expires_at: true, tier: { select: { name: true } } },
      }),

    reservation: (id: string, buyerId: string) =>
      db.reservation.findUnique({ where: { id, buyer_id: buyerId }, select: { id: true, event_id: true, status: true, expires_at: true } }),

    key: (buyerId: string, key: string) =>
      db.idempotencyKey.findUnique({ where: { buyer_id_key: { buyer_id: buyerId, key } }, select: { fingerprint: true, checkout_session_id: true } }),

    order: (sessionId: string, buyerId: string) =>
      db.order.findUnique({ where: { checkout_session_id: sessionId, buyer_id: buyerId }, select: { ...orderColumns, tickets: { select: ticketColumns, orderBy: [...inOrder] } } }),

    latestOrder: (eventId: string, buyerId: string) =>
      db.order.findFirst({
        where: { event_id: eventId, buyer_id: buyerId }, orderBy: [...newestFirst],
        select: { ...orderColumns, tickets: { select: ticketColumns, orderBy: [...inOrder] } },
      }),

    tickets: (buyerId: string) =>
      db.ticket.findMany({
        where: { buyer_id: buyerId }, orderBy: [...newestFirst],
        select: {
          ...ticketColumns, order_id: true,
          event: { select: { id: true, name: true, venue: true, starts_at: true } },
          tier: { select: { id: true, name: true, price_cents: true } },
        },
      }),
  };
}

export type PurchaseReads = ReturnType<typeof purchaseReads>;
