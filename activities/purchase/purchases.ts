import { randomUUID } from 'node:crypto';
import { costOf } from '../../money.ts';
import { Prisma, type PrismaClient } from '../../prisma/generated/client.ts';
import { workflowIds, type CheckoutAnswer, type HoldAnswer } from '../../workflows/messages.ts';
import { noCounters, type Counters } from '../counters.ts';
import type { PaymentBegun, Purchases, ReservationEnd } from './ports.ts';
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
 * `terms` apply to events that have none of their own. What becomes of a payment is counted where it is noted, once. A
 * serialization failure or deadlock rolls the whole step back and propagates; the activity's retry runs the whole step
 * again.
 */
export function postgresPurchases(
  db: PrismaClient,
  terms: Terms,
  counters: Pick<Counters, 'payments' | 'captureSeconds'> = noCounters,
): Purchases {
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

    async beginPayment(reservationId, key) {
      const [row] = await db.$queryRaw<[{ answer: PaymentBegun }]>`
        SELECT begin_payment(${reservationId}::uuid, ${key}) AS answer`;
      return row.answer;
    },

    async offerPayment(reservationId, key) {
      const [row] = await db.$queryRaw<[{ answer: PaymentBegun }]>`
        SELECT offer_payment(${reservationId}::uuid, ${key}) AS answer`;
      return row.answer;
    },

    async postponePayment(reservationId) {
      await db.reservation.updateMany({
        where: { id: reservationId, status: 'active' },
        data: { payment_started_at: null },
      });
    },

    async openPayments(reservationId) {
      const open = { reservation_id: reservationId, state: 'begun' } as const;
      return (await db.payment.findMany({ where: open, select: { key: true } })).map(({ key }) => key);
    },

    async declinePayment(reservationId, key) {
      const [row] = await db.$queryRaw<[{ fresh: boolean | null }]>`
        SELECT (SELECT state = 'begun' FROM payments WHERE key = ${key}) AS fresh,
          decline_payment(${reservationId}::uuid, ${key})::text`;
      if (row.fresh) counters.payments('declined');
    },

    async settlePayment(key, state) {
      const [settled] = await db.$queryRaw<{ seconds: number }[]>`
        UPDATE payments SET state = ${state}::"PaymentState", settled_at = clock_timestamp(), client_secret = NULL
        WHERE key = ${key} AND state <> ${state}::"PaymentState"
          AND (state IN ('begun', 'voided') OR state = 'captured' AND ${state} = 'refunded')
        RETURNING extract(epoch FROM settled_at - created_at)::float8 AS seconds`;
      if (!settled) return;
      counters.payments(state);
      if (state === 'captured') counters.captureSeconds(settled.seconds);
    },

    async abandonPayment(reservationId, key) {
      const [row] = await db.$queryRaw<[{ fresh: boolean | null; abandoned: boolean }]>`
        SELECT (SELECT state = 'begun' FROM payments WHERE key = ${key}) AS fresh,
          abandon_payment(${reservationId}::uuid, ${key}) AS abandoned`;
      if (row.abandoned && row.fresh) counters.payments('voided');
      return row.abandoned;
    },

    isSettled: async (key) => (await db.payment.count({ where: { key, state: { not: 'begun' } } })) > 0,

    async amountOf(key) {
      const payment = await db.payment.findUnique({ where: { key }, select: { amount_cents: true } });
      if (payment) return payment.amount_cents;
      // A worker of an earlier release wrote no payment down; its purchase has one try, under the first key.
      const held = await db.reservation.findUniqueOrThrow({
        where: { id: key.slice(workflowIds.reservation('').length) },
        select: { quantity: true, price_cents: true, fee_cents: true, fee_paid_by: true, vat_rate_bp: true },
      });
      return costOf(held.quantity, held).total_price_cents;
    },

    async unsettledPayments(seconds) {
      return db.$queryRaw`
        SELECT p.key, p.reservation_id AS "reservationId", r.status = 'converted' AS sold,
          extract(epoch FROM clock_timestamp() - p.created_at)::float8 AS "ageSeconds"
        FROM payments p JOIN reservations r ON r.id = p.reservation_id
        WHERE p.state = 'begun' AND r.status <> 'active'
          AND p.created_at < clock_timestamp() - make_interval(secs => ${seconds}::float8)
        ORDER BY p.created_at LIMIT 1000`;
    },

    async untakenPayments() {
      const [row] = await db.$queryRaw<[{ count: number; oldestSeconds: number }]>`
        SELECT count(*)::int AS count,
          coalesce(extract(epoch FROM clock_timestamp() - min(p.created_at)), 0)::float8 AS "oldestSeconds"
        FROM payments p JOIN reservations r ON r.id = p.reservation_id
        WHERE p.state = 'begun' AND r.status = 'converted'`;
      return row;
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

    async revive(reservationId) {
      const [row] = await db.$queryRaw<[{ revived: boolean }]>`SELECT revive_hold(${reservationId}::uuid) AS revived`;
      return row.revived;
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
          extract(epoch FROM clock_timestamp() - payment_started_at)::float8 AS paying, ${latestPayment}
        FROM reservations r WHERE status = 'active' ORDER BY expires_at LIMIT 10000`;
      return rows.map(({ id, event_id, tier_id, buyer_id, token, quantity, age, overdue, paying, paymentKey }) => ({
        reservationId: id,
        eventId: event_id,
        tierId: tier_id,
        buyerId: buyer_id,
        token,
        quantity,
        ageSeconds: age,
        overdueSeconds: overdue,
        paymentKey,
        ...(paying !== null && { paymentStartedSecondsAgo: paying }),
      }));
    },

    async endedSince(reservationIds, seconds) {
      return db.$queryRaw`
        SELECT id AS "reservationId", status::text, ${latestPayment},
          EXISTS (SELECT FROM payments p WHERE p.reservation_id = r.id AND p.state = 'begun') AS "isUnsettled"
        FROM reservations r
        WHERE id = ANY(${[...reservationIds]}::uuid[])
          AND ended_at < clock_timestamp() - make_interval(secs => ${seconds}::float8)`;
    },
  };
}

/** A purchase of an earlier release has no try in our books until it is asked about. */
const latestPayment = Prisma.sql`coalesce(
  (SELECT p.key FROM payments p WHERE p.reservation_id = r.id ORDER BY p.created_at DESC LIMIT 1),
  ${workflowIds.reservation('')} || r.id) AS "paymentKey"`;

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
  paymentKey: string;
};

/** Postgres writes an instant with its session's offset; the wire wants UTC. */
const inUtc = <Answer extends object>(answer: Answer): Answer =>
  'expiresAt' in answer ? { ...answer, expiresAt: new Date(String(answer.expiresAt)).toISOString() } : answer;
