import type { Lapses } from './cool-down.ts';
import {
  Prisma,
  type Event,
  type Order,
  type PrismaClient,
  type Reservation,
  type Ticket,
  type Tier,
} from '../../prisma/generated/client.ts';
import { readSession, type BuyerNote } from './session.ts';

type HoldRow = Pick<Reservation, 'id' | 'event_id' | 'tier_id' | 'quantity' | 'price_cents' | 'expires_at'> &
  Pick<Event, 'currency'> & { tier_name: Tier['name'] };
type TotalsRow = {
  held: number;
  bought: number;
  id: string | null;
  expires_at: Date | null;
  held_of_tier: number;
  bought_of_tier: number;
  lapsed: number;
  lapsed_ago: number | null;
};
type IssuedRow = Pick<
  Order,
  'id' | 'number' | 'checkout_session_id' | 'status' | 'quantity' | 'total_price_cents' | 'currency' | 'created_at'
> &
  Pick<Ticket, 'code' | 'qr_sig'> & { ticket_id: string; issued_at: Date };

const orderColumns = {
  id: true,
  number: true,
  checkout_session_id: true,
  status: true,
  quantity: true,
  total_price_cents: true,
  currency: true,
  created_at: true,
  refund_due_at: true,
} as const;
const ticketColumns = { id: true, code: true, qr_sig: true, created_at: true } as const;
const inOrder = [{ created_at: 'asc' }, { id: 'asc' }] as const;
const newestFirst = [{ created_at: 'desc' }, { id: 'desc' }] as const;

/** Whether a ticket lets its buyer in: not at a cancelled event, and not once its money is or will be given back. */
export const ticketStatus = (
  event: Pick<Event, 'status'>,
  order: Pick<Order, 'status' | 'refund_due_at'>,
): 'valid' | 'void' =>
  event.status === 'canceled' || order.status === 'refunded' || order.refund_due_at !== null ? 'void' : 'valid';

/** What counts against a buyer at an event and at one of its tiers. */
export type BuyerTotals = {
  held: number;
  bought: number;
  ofTier: { held: number; bought: number };
  active?: { id: string; expires_at: Date };
  lapses: Lapses;
};

/**
 * Holds that the buyer let lapse lately, since their last purchase. One that ended within 20 seconds froze nothing to
 * speak of, and may have been given back because we failed to answer; so it does not count unless it expired.
 */
const lapses = Prisma.sql`
  SELECT count(*) FILTER (WHERE is_since)::int AS lapsed,
    extract(epoch FROM clock_timestamp() - max(ended_at) FILTER (WHERE is_since))::float8 AS lapsed_ago
  FROM (
    -- As a condition of the search it would look like one for the event's newest reservations, of all buyers.
    SELECT ended_at, created_at > coalesce((SELECT max(o.created_at) FROM orders o
      WHERE o.event_id = asked.event_id AND o.buyer_id = asked.buyer_id), '-infinity') AS is_since
    FROM reservations WHERE event_id = asked.event_id AND buyer_id = asked.buyer_id AND payment_started_at IS NULL
      AND (status = 'expired' OR status = 'canceled' AND ended_at - created_at > interval '20 seconds')
      AND ended_at > clock_timestamp() - interval '6 hours'
  ) AS lapse`;

/** What a buyer holds and has bought of one tier, as columns of a query in which `tier_id` is known. */
const ofTier = (eventId: string, buyerId: string, tierId: Prisma.Sql) => Prisma.sql`
  (SELECT coalesce(sum(quantity), 0)::int FROM reservations WHERE event_id = ${eventId}::uuid
    AND buyer_id = ${buyerId} AND tier_id = ${tierId} AND status = 'active') AS held_of_tier,
  (SELECT coalesce(sum(quantity), 0)::int FROM orders WHERE event_id = ${eventId}::uuid
    AND buyer_id = ${buyerId} AND tier_id = ${tierId} AND status = 'paid') AS bought_of_tier`;

/**
 * What buyers have: holds, sessions, orders, tickets. Always read fresh and only for their owner. What every purchase
 * reads is one statement each, because relations that are fetched one after the other cost more than the purchase's
 * steps.
 */
export function purchaseReads(db: PrismaClient) {
  return {
    session: (where: Parameters<typeof readSession>[1], note?: BuyerNote) => readSession(db, where, note),

    /**
     * Bought and held tickets of a buyer at an event, and the active hold. One query, because every reserve needs it.
     */
    async totals(eventId: string, tierId: string, buyerId: string): Promise<BuyerTotals> {
      const [row] = await db.$queryRaw<[TotalsRow]>`
        SELECT coalesce(c.held, 0) AS held, coalesce(c.bought, 0) AS bought, r.id, r.expires_at, l.lapsed, l.lapsed_ago,
          ${ofTier(eventId, buyerId, Prisma.sql`${tierId}::uuid`)}
        FROM (SELECT ${eventId}::uuid AS event_id, ${buyerId}::text AS buyer_id) asked
        LEFT JOIN buyer_counters c USING (event_id, buyer_id)
        LEFT JOIN reservations r
          ON r.event_id = asked.event_id AND r.buyer_id = asked.buyer_id AND r.status = 'active'
        CROSS JOIN LATERAL (${lapses}) l`;
      const { held, bought, id, expires_at, held_of_tier, bought_of_tier, lapsed, lapsed_ago } = row;
      const tier = { held: held_of_tier, bought: bought_of_tier };
      return {
        held,
        bought,
        ofTier: tier,
        lapses: { count: lapsed, secondsAgo: lapsed_ago ?? 0 },
        ...(id && expires_at && { active: { id, expires_at } }),
      };
    },

    /** What a buyer holds and has bought at an event, and of each tier that they have any of. */
    async belongings(eventId: string, buyerId: string) {
      const [counter, tiers] = await Promise.all([
        db.buyerCounter.findUnique({ where: { event_id_buyer_id: { event_id: eventId, buyer_id: buyerId } } }),
        db.$queryRaw<{ tier_id: string; held_of_tier: number; bought_of_tier: number }[]>`
          SELECT t.id AS tier_id, ${ofTier(eventId, buyerId, Prisma.sql`t.id`)}
          FROM tiers t WHERE t.event_id = ${eventId}::uuid`,
      ]);
      return {
        held: counter?.held ?? 0,
        bought: counter?.bought ?? 0,
        ofTiers: new Map(tiers.map((row) => [row.tier_id, { held: row.held_of_tier, bought: row.bought_of_tier }])),
      };
    },

    /** The buyer's hold at an event; undefined where there is none. */
    async active(eventId: string, buyerId: string): Promise<HoldRow | undefined> {
      const [hold] = await db.$queryRaw<HoldRow[]>`
        SELECT r.id, r.event_id, r.tier_id, t.name AS tier_name, r.quantity, r.price_cents, e.currency, r.expires_at
        FROM reservations r JOIN tiers t ON t.id = r.tier_id JOIN events e ON e.id = r.event_id
        WHERE r.event_id = ${eventId}::uuid AND r.buyer_id = ${buyerId} AND r.status = 'active'`;
      return hold;
    },

    reservation: (id: string, buyerId: string) =>
      db.reservation.findUnique({
        where: { id, buyer_id: buyerId },
        select: { id: true, event_id: true, status: true, expires_at: true },
      }),

    isOfCanceledEvent: async (reservationId: string) =>
      (await db.reservation.count({ where: { id: reservationId, tier: { event: { status: 'canceled' } } } })) > 0,

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
        SELECT o.id, o.number, o.checkout_session_id, o.status::text, o.quantity, o.total_price_cents, o.currency,
          o.created_at, t.id AS ticket_id, t.code, t.qr_sig, t.created_at AS issued_at
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
          mails: {
            where: { kind: 'receipt' },
            select: { recipient: true, state: true, sent_at: true },
            orderBy: [...newestFirst],
            take: 1,
          },
        },
      });
      if (!found) return null;
      const { tickets, mails, ...order } = found;
      return {
        order,
        mails,
        tickets: tickets.map(({ event, ...row }) => ({ ...row, status: ticketStatus(event, order) })),
      };
    },

    /** An order as a link shows it, with the number that its links were made with; null where there is none. */
    linkedOrder: (id: string) =>
      db.order.findUnique({
        where: { id },
        select: {
          id: true,
          number: true,
          link_number: true,
          status: true,
          quantity: true,
          total_price_cents: true,
          currency: true,
          tier_name: true,
          created_at: true,
          refund_due_at: true,
        },
      }),

    /** Of a buyer or of one order; with tier and price as they were bought, whatever became of the tier. */
    async tickets(where: { buyer_id: string } | { order_id: string }) {
      const rows = await db.ticket.findMany({
        where,
        orderBy: [...newestFirst],
        select: {
          ...ticketColumns,
          order_id: true,
          event: { select: { id: true, name: true, venue: true, starts_at: true, time_zone: true, status: true } },
          order: {
            select: {
              number: true,
              currency: true,
              status: true,
              refund_due_at: true,
              tier_id: true,
              tier_name: true,
              reservation: { select: { price_cents: true } },
            },
          },
        },
      });
      return rows.map(({ order, ...ticket }) => {
        const { tier_id: id, tier_name: name, reservation, ...paid } = order;
        return { ...ticket, order: paid, tier: { id, name, ...reservation }, status: ticketStatus(ticket.event, paid) };
      });
    },
  };
}

export type PurchaseReads = ReturnType<typeof purchaseReads>;
