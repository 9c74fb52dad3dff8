import { costOf } from '../../money.ts';
import {
  Prisma,
  type CheckoutSession,
  type Event,
  type PrismaClient,
  type Reservation,
  type Tier,
} from '../../prisma/generated/client.ts';

type Row = Pick<CheckoutSession, 'id' | 'reservation_id' | 'status' | 'created_at' | 'buyer_name' | 'buyer_email'> &
  Pick<Reservation, 'quantity' | 'price_cents' | 'fee_cents' | 'fee_paid_by' | 'vat_rate_bp' | 'expires_at'> &
  Pick<Event, 'currency'> & {
    reservation_status: Reservation['status'];
    tier_name: Tier['name'];
    noted: boolean;
  };

/** Who buys, as they say themselves. */
export type BuyerDetails = { name?: string | undefined; email?: string | undefined };

/** A buyer's details to write down. A `repeat` of a request replaces nothing that a later request has corrected. */
export type BuyerNote = { buyer: BuyerDetails; repeat: boolean };

type Named = { id: string; buyer_id: string } | { reservation_id: string; buyer_id: string };

/**
 * A checkout session with the reservation it pays for; null for somebody else's. While it is not paid, the buyer's
 * details are written into it on the way, in the same statement. They never go through the workflow: its history is
 * kept, and everybody who looks after workflows reads it.
 */
export async function readSession(db: PrismaClient, where: Named, note?: BuyerNote) {
  const named =
    'id' in where ? Prisma.sql`s.id = ${where.id}::uuid` : Prisma.sql`s.reservation_id = ${where.reservation_id}::uuid`;
  const [name, email] = [note?.buyer.name ?? null, note?.buyer.email ?? null];
  const noted = note
    ? Prisma.sql`
        UPDATE checkout_sessions s SET buyer_name = ${name}, buyer_email = ${email}
        WHERE ${named} AND s.buyer_id = ${where.buyer_id} AND s.status = 'pending'
          AND (NOT ${note.repeat}::boolean OR s.buyer_name IS NULL AND s.buyer_email IS NULL)
        RETURNING s.id`
    : Prisma.sql`SELECT WHERE false`;
  const [row] = await db.$queryRaw<Row[]>`
    WITH noted AS (${noted})
    SELECT s.id, s.reservation_id, s.status::text, s.created_at, s.buyer_name, s.buyer_email,
      EXISTS (SELECT FROM noted) AS noted,
      r.status::text AS reservation_status, r.quantity, r.price_cents, r.fee_cents, r.fee_paid_by::text, r.vat_rate_bp,
      r.expires_at, t.name AS tier_name, e.currency
    FROM checkout_sessions s JOIN reservations r ON r.id = s.reservation_id JOIN tiers t ON t.id = r.tier_id
      JOIN events e ON e.id = r.event_id
    WHERE ${named} AND s.buyer_id = ${where.buyer_id}`;
  if (!row) return null;
  const { buyer_name, buyer_email, noted: isNoted, ...rest } = row;
  const { reservation_status: status, quantity, price_cents, expires_at, tier_name, ...held } = rest;
  const { fee_cents, fee_paid_by, vat_rate_bp, ...session } = held;
  const cost = costOf(quantity, { price_cents, fee_cents, fee_paid_by, vat_rate_bp });
  return {
    ...session,
    // The statement reads the row as it was before it wrote.
    buyer: isNoted ? { name, email } : { name: buyer_name, email: buyer_email },
    reservation: { id: session.reservation_id, status, tier_name, quantity, price_cents, ...cost, expires_at },
  };
}
