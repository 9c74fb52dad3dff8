import { randomUUID } from 'node:crypto';
import type { PrismaClient } from '../../prisma/generated/client.ts';
import type { CheckoutAnswer, HoldAnswer } from '../../workflows/messages.ts';
import type { Purchases, ReservationEnd } from './ports.ts';
import { makeTickets } from './tickets.ts';

type Terms = { purchaseLimit: number; reservationTtlSeconds: number; signingKey: string };

/** The statuses of a reservation and its checkout session for each way it can end without a sale. */
const endings: Record<ReservationEnd, { reservation: string; session: string }> = {
  expired: { reservation: 'expired', session: 'expired' },
  canceled: { reservation: 'canceled', session: 'canceled' },
  declined: { reservation: 'canceled', session: 'failed' },
};

/**
 * The purchase steps: each calls one of the functions of the migration `purchase_functions`, which is one transaction.
 * `terms` apply to events that have none of their own. A serialization failure or deadlock rolls the whole step back
 * and propagates; the activity's retry runs the whole step again.
 */
export function postgresPurchases(db: PrismaClient, terms: Terms): Purchases {
  return {
    async hold({ reservationId, eventId, tierId, buyerId, token, quantity, expectedPriceCents }) {
      const [row] = await db.$queryRaw<[{ answer: HoldAnswer & { fresh?: boolean } }]>`
        SELECT hold_tickets(
          ${reservationId}::uuid, ${eventId}::uuid, ${tierId}::uuid, ${buyerId}, ${token}::uuid, ${quantity}::int,
          ${terms.purchaseLimit}::int, ${terms.reservationTtlSeconds}::int, ${expectedPriceCents ?? null}::int
        ) AS answer`;
      return inUtc(row.answer);
    },

    async openCheckout(reservationId, buyerId, { sessionId, key, fingerprint }) {
      const [row] = await db.$queryRaw<[{ answer: CheckoutAnswer }]>`
        SELECT open_checkout(
          ${reservationId}::uuid, ${buyerId}, ${sessionId}::uuid, ${key}, ${fingerprint},
          ${terms.reservationTtlSeconds}::int
        ) AS answer`;
      return inUtc(row.answer);
    },

    async startPayment(reservationId) {
      const [owed] = await db.$queryRaw<{ total: number }[]>`
        UPDATE reservations r SET payment_started_at = coalesce(payment_started_at, clock_timestamp())
        WHERE id = ${reservationId}::uuid AND status = 'active'
          AND EXISTS (SELECT FROM checkout_sessions s WHERE s.reservation_id = r.id)
        RETURNING quantity * price_cents AS total`;
      if (owed) return { outcome: 'owed', totalCents: owed.total };
      const unopened = { id: reservationId, status: 'active', checkout_session: null } as const;
      return { outcome: (await db.reservation.count({ where: unopened })) > 0 ? 'no_session' : 'gone' };
    },

    async issue(reservationId, quantity) {
      const held =
        quantity === undefined
          ? await db.reservation.findUniqueOrThrow({ where: { id: reservationId }, select: { quantity: true } })
          : { quantity };
      const { ids, codes, signatures } = makeTickets(held.quantity, terms.signingKey);
      const [row] = await db.$queryRaw<[{ answer: Awaited<ReturnType<Purchases['issue']>> }]>`
        SELECT issue_tickets(
          ${reservationId}::uuid, ${randomUUID()}::uuid, ${ids}::uuid[], ${codes}::text[], ${signatures}::text[]
        ) AS answer`;
      return row.answer;
    },

    async release(reservationId, end) {
      const { reservation, session } = endings[end];
      const [row] = await db.$queryRaw<[{ released: boolean }]>`
        SELECT release_tickets(
          ${reservationId}::uuid, ${reservation}::"ReservationStatus", ${session}::"CheckoutStatus"
        ) AS released`;
      return row.released;
    },

    async active() {
      const rows = await db.$queryRaw<ActiveRow[]>`
        SELECT id, event_id, tier_id, buyer_id, token, quantity,
          extract(epoch FROM clock_timestamp() - created_at)::float8 AS age,
          extract(epoch FROM clock_timestamp() - expires_at)::float8 AS overdue,
          extract(epoch FROM clock_timestamp() - payment_started_at)::float8 AS paying
        FROM reservations WHERE status = 'active' ORDER BY expires_at LIMIT 10000`;
      return rows.map(({ id, event_id, tier_id, buyer_id, token, quantity, age, overdue, paying }) => ({
        reservationId: id,
        eventId: event_id,
        tierId: tier_id,
        buyerId: buyer_id,
        token,
        quantity,
        ageSeconds: age,
        overdueSeconds: overdue,
        ...(paying !== null && { paymentStartedSecondsAgo: paying }),
      }));
    },

    async endedSince(reservationIds, seconds) {
      return db.$queryRaw`
        SELECT id AS "reservationId", status::text FROM reservations
        WHERE id = ANY(${[...reservationIds]}::uuid[])
          AND ended_at < clock_timestamp() - make_interval(secs => ${seconds}::float8)`;
    },
  };
}

type ActiveRow = {
  id: string;
  event_id: string;
  tier_id: string;
  buyer_id: string;
  token: string;
  quantity: number;
  age: number;
  overdue: number;
  paying: number | null;
};

/** Postgres writes an instant with its session's offset; the wire wants UTC. */
const inUtc = <Answer extends object>(answer: Answer): Answer =>
  'expiresAt' in answer ? { ...answer, expiresAt: new Date(String(answer.expiresAt)).toISOString() } : answer;
