import type { Event, Order, PrismaClient, Reservation, Ticket, Tier } from '../../prisma/generated/client.ts';
import { asPaid, costColumns, type PaidCost } from './paid-cost.ts';
import { readSession, type BuyerNote } from './session.ts';
import { totalsReads } from './totals.ts';
import { unchargedReservations } from './uncharged.ts';

type HoldRow = Pick<
  Reservation,
  | 'id'
  | 'event_id'
  | 'tier_id'
  | 'quantity'
  | 'price_cents'
  | 'fee_cents'
  | 'fee_paid_by'
  | 'vat_rate_bp'
  | 'expires_at'
> &
  Pick<Event, 'currency'> & { tier_name: Tier['name'] };
type IssuedRow = Pick<
  Order,
  'id' | 'number' | 'checkout_session_id' | 'status' | 'quantity' | 'currency' | 'created_at' | keyof PaidCost
> &
  Pick<Ticket, 'code' | 'qr_sig'> & { ticket_id: string; issued_at: Date };

const orderColumns = {
  id: true,
  number: true,
  checkout_session_id: true,
  status: true,
  quantity: true,
  ...costColumns,
  currency: true,
  created_at: true,
  refund_due_at: true,
  refunded_cents: true,
} as const;
const ticketColumns = { id: true, code: true, qr_sig: true, created_at: true } as const;
const inOrder = [{ created_at: 'asc' }, { id: 'asc' }] as const;
const newestFirst = [{ created_at: 'desc' }, { id: 'desc' }] as const;

/**
 * Whether a ticket lets its buyer in: not at a cancelled event, not once it is or will be given back, and not while a
 * bank has its money.
 */
export const ticketStatus = (
  event: Pick<Event, 'status'>,
  order: Pick<Order, 'status' | 'refund_due_at'>,
  ticket: Pick<Ticket, 'refund_id'>,
): 'valid' | 'void' =>
  event.status === 'canceled' ||
  order.status === 'disputed' ||
  order.refund_due_at !== null ||
  ticket.refund_id !== null
    ? 'void'
    : 'valid';

/**
 * What buyers have: holds, sessions, orders, tickets. Always read fresh and only for their owner. What every purchase
 * reads is one statement each, because relations that are fetched one after the other cost more than the purchase's
 * steps.
 */
export function purchaseReads(db: PrismaClient) {
  return {
    ...totalsReads(db),

    session: (where: Parameters<typeof readSession>[1], note?: BuyerNote) => readSession(db, where, note),

    /** The buyer's hold at an event; undefined where there is none. */
    async active(eventId: string, buyerId: string): Promise<HoldRow | undefined> {
      const [hold] = await db.$queryRaw<HoldRow[]>`
        SELECT r.id, r.event_id, r.tier_id, t.name AS tier_name, r.quantity, r.price_cents, r.fee_cents,
          r.fee_paid_by::text, r.vat_rate_bp, e.currency, r.expires_at
        FROM reservations r JOIN tiers t ON t.id = r.tier_id JOIN events e ON e.id = r.event_id
        WHERE r.event_id = ${eventId}::uuid AND r.buyer_id = ${buyerId} AND r.status = 'active'`;
      return hold;
    },

    reservation: (id: string, buyerId: string) =>
      db.reservation.findUnique({
        where: { id, buyer_id: buyerId },
        select: { id: true, event_id: true, status: true, expires_at: true },
      }),

    /** What is to be paid for a hold in the buyer's browser; null once it is settled, or where nothing was offered. */
    offer: (reservationId: string) =>
      db.payment.findFirst({
        where: { reservation_id: reservationId, state: 'begun', client_secret: { not: null } },
        select: { client_secret: true, amount_cents: true, currency: true },
      }),

    /** Whether the money for the tickets of a reservation is still to be taken. */
    isUncharged: async (reservationId: string) =>
      (await unchargedReservations(db, { reservation_id: reservationId })).length > 0,

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
        SELECT o.id, o.number, o.checkout_session_id, o.status::text, o.quantity, o.total_price_cents, o.fees_cents,
          o.fee_paid_by::text, o.vat_cents, o.vat_rate_bp, o.currency, o.created_at, t.id AS ticket_id, t.code,
          t.qr_sig, t.created_at AS issued_at
        FROM orders o JOIN tickets t ON t.order_id = o.id
        WHERE o.checkout_session_id = ${sessionId}::uuid AND o.buyer_id = ${buyerId} ORDER BY t.created_at, t.id`;
      if (!rows[0]) return null;
      const { ticket_id: _id, code: _code, qr_sig: _signature, issued_at: _at, ...order } = rows[0];
      return {
        ...asPaid(order),
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
        where: {
          event_id: eventId,
          buyer_id: buyerId,
          reservation_id: { notIn: await unchargedReservations(db, { buyer_id: buyerId }) },
        },
        orderBy: [...newestFirst],
        select: {
          ...orderColumns,
          tickets: {
            select: { ...ticketColumns, refund_id: true, event: { select: { status: true } } },
            orderBy: [...inOrder],
          },
          buyer_erased_at: true,
          mails: {
            select: { kind: true, recipient: true, state: true, sent_at: true },
            orderBy: [...newestFirst],
          },
        },
      });
      if (!found) return null;
      const { tickets, mails, ...order } = found;
      return {
        order: asPaid(order),
        mails,
        tickets: tickets.map(({ event, refund_id, ...row }) => ({
          ...row,
          status: ticketStatus(event, order, { refund_id }),
        })),
      };
    },

    /** An order as a link shows it, with the number that its links were made with; null where there is none. */
    async linkedOrder(id: string) {
      const order = await db.order.findUnique({
        where: { id },
        select: {
          id: true,
          number: true,
          link_number: true,
          status: true,
          quantity: true,
          ...costColumns,
          currency: true,
          tier_name: true,
          created_at: true,
          refund_due_at: true,
          refunded_cents: true,
        },
      });
      return order && asPaid(order);
    },

    /** Of a buyer or of one order; with tier and price as they were bought, whatever became of the tier. */
    async tickets(where: { buyer_id: string } | { order_id: string }) {
      const rows = await db.ticket.findMany({
        where: { ...where, order: { reservation_id: { notIn: await unchargedReservations(db, where) } } },
        orderBy: [...newestFirst],
        select: {
          ...ticketColumns,
          refund_id: true,
          refund: { select: { state: true } },
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
      return rows.map(({ order, refund, refund_id, ...ticket }) => {
        const { tier_id: id, tier_name: name, reservation, ...paid } = order;
        return {
          ...ticket,
          order: paid,
          tier: { id, name, ...reservation },
          status: ticketStatus(ticket.event, paid, { refund_id }),
          refund_state: refund?.state ?? null,
        };
      });
    },
  };
}

export type PurchaseReads = ReturnType<typeof purchaseReads>;
