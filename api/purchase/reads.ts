import {
  Prisma,
  type CheckoutSession,
  type Event,
  type Order,
  type PrismaClient,
  type Reservation,
  type Ticket,
  type Tier,
} from '../../prisma/generated/client.ts';

type SessionRow = Pick<CheckoutSession, 'id' | 'reservation_id' | 'status' | 'created_at'> &
  Pick<Reservation, 'quantity' | 'price_cents' | 'expires_at'> & {
    reservation_status: Reservation['status'];
    tier_name: Tier['name'];
  };
type IssuedRow = Pick<
  Order,
  'id' | 'checkout_session_id' | 'status' | 'quantity' | 'total_price_cents' | 'created_at'
> &
  Pick<Ticket, 'code' | 'qr_sig'> & { ticket_id: string; issued_at: Date };

const orderColumns = {
  id: true,
  checkout_session_id: true,
  status: true,
  quantity: true,
  total_price_cents: true,
  created_at: true,
  refund_due_at: true,
} as const;
const ticketColumns = { id: true, code: true, qr_sig: true, created_at: true } as const;
const inOrder = [{ created_at: 'asc' }, { id: 'asc' }] as const;
const newestFirst = [{ created_at: 'desc' }, { id: 'desc' }] as const;

/** Whether a ticket lets its buyer in: not at a cancelled event, and not once its money is or will be given back. */
const ticketStatus = (event: Pick<Event, 'status'>, order: Pick<Order, 'status' | 'refund_due_at'>): 'valid' | 'void' =>
  event.status === 'canceled' || order.status === 'refunded' || order.refund_due_at !== null ? 'void' : 'valid';

/** What counts against a buyer at an event. */
export type BuyerTotals = { held: number; bought: number; active?: { id: string; expires_at: Date } };

/**
 * What buyers have: holds, sessions, orders, tickets. Always read fresh and only for their owner. What every purchase
 * reads is one statement each, because relations that are fetched one after the other cost more than the purchase's
 * steps.
 */
export function purchaseReads(db: PrismaClient) {
  return {
    /** A checkout session with the reservation it pays for; null for somebody else's. */
    async session(where: { id: string; buyer_id: string } | { reservation_id: string; buyer_id: string }) {
      const named =
        'id' in where
          ? Prisma.sql`s.id = ${where.id}::uuid`
          : Prisma.sql`s.reservation_id = ${where.reservation_id}::uuid`;
      const [row] = await db.$queryRaw<SessionRow[]>`
        SELECT s.id, s.reservation_id, s.status::text, s.created_at,
          r.status::text AS reservation_status, r.quantity, r.price_cents, r.expires_at, t.name AS tier_name
        FROM checkout_sessions s JOIN reservations r ON r.id = s.reservation_id JOIN tiers t ON t.id = r.tier_id
        WHERE ${named} AND s.buyer_id = ${where.buyer_id}`;
      if (!row) return null;
      const { reservation_status: status, quantity, price_cents, expires_at, tier_name, ...session } = row;
      return {
        ...session,
        reservation: {
          id: session.reservation_id,
          status,
          quantity,
          price_cents,
          expires_at,
          tier: { name: tier_name },
        },
      };
    },

    /**
     * Bought and held tickets of a buyer at an event, and the active hold. One query, because every reserve needs it.
     */
    async totals(eventId: string, buyerId: string): Promise<BuyerTotals> {
      const [row] = await db.$queryRaw<[{ held: number; bought: number; id: string | null; expires_at: Date | null }]>`
        SELECT coalesce(c.held, 0) AS held, coalesce(c.bought, 0) AS bought, r.id, r.expires_at
        FROM (SELECT ${eventId}::uuid AS event_id, ${buyerId}::text AS buyer_id) asked
        LEFT JOIN buyer_counters c USING (event_id, buyer_id)
        LEFT JOIN reservations r
          ON r.event_id = asked.event_id AND r.buyer_id = asked.buyer_id AND r.status = 'active'`;
      const { held, bought, id, expires_at } = row;
      return { held, bought, ...(id && expires_at && { active: { id, expires_at } }) };
    },

    active: (eventId: string, buyerId: string) =>
      db.reservation.findFirst({
        where: { event_id: eventId, buyer_id: buyerId, status: 'active' },
        select: {
          id: true,
          event_id: true,
          tier_id: true,
          quantity: true,
          price_cents: true,
          expires_at: true,
          tier: { select: { name: true } },
        },
      }),

    reservation: (id: string, buyerId: string) =>
      db.reservation.findUnique({
        where: { id, buyer_id: buyerId },
        select: { id: true, event_id: true, status: true, expires_at: true },
      }),

    /** What a buyer's key stands for already, and whether the reservation is theirs. */
    async intent(
      buyerId: string,
      key: string,
      reservationId: string | null,
    ): Promise<{ known?: { fingerprint: string; sessionId: string }; isTheirs: boolean }> {
      const [row] = await db.$queryRaw<
        [{ fingerprint: string | null; checkout_session_id: string; is_theirs: boolean }]
      >`
        SELECT k.fingerprint, k.checkout_session_id, r.id IS NOT NULL AS is_theirs
        FROM (SELECT ${buyerId}::text AS buyer_id) asked
        LEFT JOIN idempotency_keys k ON k.buyer_id = asked.buyer_id AND k.key = ${key}
        LEFT JOIN reservations r ON r.id = ${reservationId}::uuid AND r.buyer_id = asked.buyer_id`;
      const { fingerprint, checkout_session_id: sessionId, is_theirs: isTheirs } = row;
      return { isTheirs, ...(fingerprint !== null && { known: { fingerprint, sessionId } }) };
    },

    /** The order of a checkout session with its tickets; null for somebody else's. */
    async order(sessionId: string, buyerId: string) {
      const rows = await db.$queryRaw<IssuedRow[]>`
        SELECT o.id, o.checkout_session_id, o.status::text, o.quantity, o.total_price_cents, o.created_at,
          t.id AS ticket_id, t.code, t.qr_sig, t.created_at AS issued_at
        FROM orders o JOIN tickets t ON t.order_id = o.id
        WHERE o.checkout_session_id = ${sessionId}::uuid AND o.buyer_id = ${buyerId} ORDER BY t.created_at, t.id`;
      if (!rows[0]) return null;
      const { ticket_id: _id, code: _code, qr_sig: _signature, issued_at: _at, ...order } = rows[0];
      return {
        ...order,
        tickets: rows.map(({ ticket_id: id, code, qr_sig, issued_at: created_at }) => ({
          id,
          code,
          qr_sig,
          created_at,
        })),
      };
    },

    /** The latest order at an event with its tickets; null where there is none. */
    async latestOrder(eventId: string, buyerId: string) {
      const found = await db.order.findFirst({
        where: { event_id: eventId, buyer_id: buyerId },
        orderBy: [...newestFirst],
        select: {
          ...orderColumns,
          tickets: { select: { ...ticketColumns, event: { select: { status: true } } }, orderBy: [...inOrder] },
        },
      });
      if (!found) return null;
      const { tickets, ...order } = found;
      return { order, tickets: tickets.map(({ event, ...row }) => ({ ...row, status: ticketStatus(event, order) })) };
    },

    async tickets(buyerId: string) {
      const rows = await db.ticket.findMany({
        where: { buyer_id: buyerId },
        orderBy: [...newestFirst],
        select: {
          ...ticketColumns,
          order_id: true,
          order: { select: { status: true, refund_due_at: true } },
          event: { select: { id: true, name: true, venue: true, starts_at: true, time_zone: true, status: true } },
          tier: { select: { id: true, name: true, price_cents: true } },
        },
      });
      return rows.map((row) => ({ ...row, status: ticketStatus(row.event, row.order) }));
    },
  };
}

export type PurchaseReads = ReturnType<typeof purchaseReads>;
