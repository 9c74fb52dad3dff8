import { Prisma, type PrismaClient } from '../../prisma/generated/client.ts';
import { moneyPromises } from './money-promises.ts';
import type { Promised, Scope } from './promises.ts';

/** A promise that the rows of one moment break. `ids` name the rows to look at, the first hundred of them. */
export type Violation = { invariant: string; what: string; ids: string[] };

/** What Postgres itself refuses to let happen, by the name of what refuses it. */
const guards = {
  I1: 'tiers_never_oversold',
  I5: 'reservations_end_once',
  I6: 'orders_reservation_id_key',
  I11: 'reservations_one_active_per_buyer',
  I13: 'buyer_counters_within_limit',
};

const guarded = Object.entries(guards).map(([invariant, guard]): Promised => ({
  invariant,
  what: 'the guard that makes Postgres refuse a violation is missing',
  broken: () => Prisma.sql`
    SELECT ${guard}::text AS id WHERE NOT EXISTS (SELECT FROM pg_constraint WHERE conname = ${guard} AND convalidated)
      AND NOT EXISTS (SELECT FROM pg_class WHERE relname = ${guard} AND relkind = 'i')
      AND NOT EXISTS (SELECT FROM pg_trigger WHERE tgname = ${guard} AND tgenabled <> 'D')`,
}));

/** Each names the rows that break it, by `id`. All of them hold in every snapshot, in the middle of a drop too. */
const promises: Promised[] = [
  ...guarded,
  {
    invariant: 'I1',
    what: 'a tier is oversold, or counts less than nothing',
    broken: (_, of) =>
      Prisma.sql`
      SELECT t.id FROM tiers t
      WHERE (t.held < 0 OR t.sold < 0 OR t.held + t.sold > t.capacity) ${of('t.event_id')}`,
  },
  {
    invariant: 'I2',
    what: 'a tier counts other tickets held than its active reservations add up to',
    broken: (_, of) => Prisma.sql`
      SELECT t.id FROM tiers t
      WHERE t.held <> (
        SELECT coalesce(sum(r.quantity), 0) FROM reservations r WHERE r.tier_id = t.id AND r.status = 'active'
      ) ${of('t.event_id')}`,
  },
  {
    invariant: 'I2',
    what: 'a tier counts other tickets sold than its orders add up to that are not on sale again',
    broken: (_, of) => Prisma.sql`
      SELECT t.id FROM tiers t
      WHERE t.sold <> (
        SELECT coalesce(sum(o.quantity - o.restocked_tickets), 0) FROM orders o WHERE o.tier_id = t.id
      ) ${of('t.event_id')}`,
  },
  {
    invariant: 'I5',
    what: 'a reservation is converted without an order, or has an order without being converted',
    broken: (_, of) => Prisma.sql`
      SELECT r.id FROM reservations r
      WHERE (r.status = 'converted') <> EXISTS (SELECT FROM orders o WHERE o.reservation_id = r.id)
        ${of('r.event_id')}`,
  },
  {
    invariant: 'I5',
    what: 'a reservation has ended without a time, or is active with one',
    broken: (_, of) =>
      Prisma.sql`
      SELECT r.id FROM reservations r WHERE (r.status = 'active') <> (r.ended_at IS NULL) ${of('r.event_id')}`,
  },
  {
    invariant: 'I5',
    what: 'a checkout session says another end than its reservation',
    broken: (_, of) => Prisma.sql`
      SELECT s.id FROM checkout_sessions s JOIN reservations r ON r.id = s.reservation_id
       WHERE ((s.status = 'completed') <> (r.status = 'converted') OR (s.status = 'pending') <> (r.status = 'active'))
         ${of('r.event_id')}`,
  },
  {
    invariant: 'I6',
    what: 'an order has another number of tickets than it paid for',
    broken: (_, of) => Prisma.sql`
      SELECT o.id FROM orders o
      WHERE o.quantity <> (SELECT count(*) FROM tickets k WHERE k.order_id = o.id)
        ${of('o.event_id')}`,
  },
  {
    invariant: 'I6',
    what: 'an order is not what was held: buyer, tier, quantity, price, fees or VAT differ',
    broken: (_, of) => Prisma.sql`
      SELECT o.id FROM orders o JOIN reservations r ON r.id = o.reservation_id
       WHERE (o.buyer_id, o.tier_id, o.quantity, o.total_price_cents, o.fees_cents, o.fee_paid_by, o.vat_cents)
         IS DISTINCT FROM (r.buyer_id, r.tier_id, r.quantity, total_of(r), r.quantity * r.fee_cents, r.fee_paid_by,
           included_vat(total_of(r), r.vat_rate_bp)) ${of('o.event_id')}`,
  },
  ...moneyPromises,
  {
    invariant: 'I10',
    what: 'a hold expired before its deadline',
    broken: (_, of) =>
      Prisma.sql`
      SELECT r.id FROM reservations r
      WHERE r.status = 'expired' AND r.ended_at < r.expires_at ${of('r.event_id')}`,
  },
  {
    invariant: 'I10',
    what: 'a hold is active long after its deadline, and no payment of it is in doubt',
    broken: ({ overdueSeconds }, of) => Prisma.sql`
      SELECT r.id FROM reservations r WHERE r.status = 'active' AND r.payment_started_at IS NULL
         AND r.expires_at < clock_timestamp() - make_interval(secs => ${overdueSeconds}::float8) ${of('r.event_id')}`,
  },
  {
    invariant: 'I11',
    what: 'a buyer has two active holds at one event',
    broken: (_, of) => Prisma.sql`
      SELECT min(r.id::text) AS id FROM reservations r WHERE r.status = 'active' ${of('r.event_id')}
      GROUP BY r.event_id, r.buyer_id HAVING count(*) > 1`,
  },
  {
    invariant: 'I13',
    what: 'a buyer holds and has bought more than the limit, or other than their counter says',
    broken: (_, of) => Prisma.sql`
      SELECT coalesce(c.buyer_id, rows.buyer_id) AS id
        FROM (SELECT event_id, buyer_id, sum(held)::int AS held, sum(bought)::int AS bought
                FROM (SELECT event_id, buyer_id, quantity AS held, 0 AS bought FROM reservations WHERE status = 'active'
                      UNION ALL SELECT event_id, buyer_id, 0, quantity - returned_tickets FROM orders) AS taken
               GROUP BY event_id, buyer_id) AS rows
        FULL JOIN buyer_counters c USING (event_id, buyer_id)
       WHERE ((coalesce(c.held, 0), coalesce(c.bought, 0)) <> (coalesce(rows.held, 0), coalesce(rows.bought, 0))
           OR rows.held + rows.bought > c.purchase_limit)
         ${of('event_id')}`,
  },
];

/** Everything that is broken in the rows this transaction sees. */
export async function violationsIn(
  tx: Prisma.TransactionClient,
  { eventId, overdueSeconds = 60, doubtSeconds = 600 }: Scope = {},
): Promise<Violation[]> {
  const of = (column: string) =>
    eventId === undefined ? Prisma.empty : Prisma.sql`AND ${Prisma.raw(column)} = ${eventId}::uuid`;
  const found: Violation[] = [];
  // Every row is looked at, which is quickest from one end of a table to the other.
  await tx.$executeRaw`SET LOCAL enable_seqscan = on`;
  for (const { invariant, what, broken } of promises) {
    const rows = await tx.$queryRaw<{ id: string }[]>`${broken({ overdueSeconds, doubtSeconds }, of)} LIMIT 100`;
    if (rows.length > 0) found.push({ invariant, what, ids: rows.map(({ id }) => id) });
  }
  return found;
}

/** The same, all questions about one moment. */
export const violations = (db: PrismaClient, scope?: Scope): Promise<Violation[]> =>
  db.$transaction((tx) => violationsIn(tx, scope), { isolationLevel: 'RepeatableRead', timeout: 30_000 });
