import type { Database } from '../prisma/client.ts';
import { workflowIds } from '../workflows/messages.ts';

/** Rows in one statement: what is written at once stays in memory. */
const batchSize = 50_000;

/**
 * Adds purchases of one ticket each that were made and paid some time ago, each with every row that a purchase leaves.
 * They are written without triggers and foreign keys, which makes a million of them a matter of a minute.
 * @param seller names the buyers, so that two calls for one event need two names
 */
export async function addPastSales(
  db: Database,
  { eventId, tierId, seller }: { eventId: string; tierId: string; seller: string },
  count: number,
  added: (count: number) => void = () => undefined,
): Promise<void> {
  for (let from = 0; from < count; from += batchSize) {
    const to = Math.min(count, from + batchSize);
    await db.$transaction(
      async (tx) => {
        await tx.$executeRaw`SET LOCAL session_replication_role = replica`;
        await tx.$executeRaw`SET LOCAL statement_timeout = 0`;
        await tx.$executeRaw`
          WITH batch AS MATERIALIZED (SELECT substr(new_order_number(), 1, 4) AS prefix), sold AS MATERIALIZED (
            -- Counted and not random: among a million random numbers two are the same in one case of three.
            SELECT prefix || (
                SELECT string_agg(substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', 1 + ((n >> 5 * k) & 31), 1), '')
                FROM generate_series(0, 3) AS k
              ) AS number,
              ${seller}::text || '-' || n AS buyer, gen_random_uuid() AS reservation, gen_random_uuid() AS session,
              gen_random_uuid() AS "order", now() - interval '90 days' + n * interval '1 second' AS at
            FROM batch, generate_series(${from}::int + 1, ${to}::int) AS n
          ), counted AS (
            INSERT INTO buyer_counters (event_id, buyer_id, bought, purchase_limit)
            SELECT ${eventId}::uuid, buyer, 1, 6 FROM sold
          ), reserved AS (
            INSERT INTO reservations (id, event_id, tier_id, buyer_id, token, quantity, price_cents, status,
              expires_at, payment_started_at, created_at, ended_at)
            SELECT reservation, ${eventId}::uuid, ${tierId}::uuid, buyer, gen_random_uuid(), 1, 2500, 'converted',
              at + interval '10 minutes', at, at, at FROM sold
          ), opened AS (
            INSERT INTO checkout_sessions (id, reservation_id, buyer_id, status, created_at)
            SELECT session, reservation, buyer, 'completed', at FROM sold
          ), named AS (
            INSERT INTO idempotency_keys (buyer_id, key, fingerprint, checkout_session_id, created_at)
            SELECT buyer, reservation::text, 'past', session, at FROM sold
          ), charged AS (
            INSERT INTO simulated_charges (idempotency_key, amount_cents, status, created_at)
            SELECT ${workflowIds.reservation('')} || reservation, 2500, 'captured', at FROM sold
          ), booked AS (
            INSERT INTO payments (key, reservation_id, amount_cents, currency, state, created_at, settled_at)
            SELECT ${workflowIds.reservation('')} || reservation, reservation, 2500, 'USD', 'captured', at, at FROM sold
          ), ordered AS (
            INSERT INTO orders (id, number, reservation_id, checkout_session_id, event_id, tier_id, tier_name, buyer_id,
              quantity, total_price_cents, created_at)
            SELECT "order", number, reservation, session, ${eventId}::uuid, ${tierId}::uuid, 'Standing', buyer, 1, 2500,
              at FROM sold
          ), issued AS (
            INSERT INTO tickets (id, order_id, event_id, tier_id, buyer_id, code, qr_sig, created_at)
            SELECT gen_random_uuid(), "order", ${eventId}::uuid, ${tierId}::uuid, buyer, reservation::text, 'past', at
            FROM sold
          )
          UPDATE tiers SET sold = sold + ${to - from}::int WHERE id = ${tierId}::uuid`;
      },
      { timeout: 120_000 },
    );
    added(to);
  }
}
