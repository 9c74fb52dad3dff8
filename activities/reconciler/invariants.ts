import { Prisma, type PrismaClient } from '../../prisma/generated/client.ts';
import { workflowIds } from '../../workflows/messages.ts';

/** A promise that the rows of one moment break. `ids` name the rows to look at, the first hundred of them. */
export type Violation = { invariant: string; what: string; ids: string[] };

export type Scope = {
  /** Only what belongs to this event; without it everything there is. */
  eventId?: string;
  /** How long after its deadline a hold may still be active: the sweeper's minute, or two where Temporal is away. */
  overdueSeconds?: number;
  /** How long a captured charge may wait for its order, or for its way back. */
  doubtSeconds?: number;
};

type Promised = {
  invariant: string;
  what: string;
  broken: (scope: Required<Omit<Scope, 'eventId'>>, of: (column: string) => Prisma.Sql) => Prisma.Sql;
};

/** What the key of a first try to pay begins with. Workers of an earlier release write down no payment under it. */
const firstKey = workflowIds.reservation('');

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
  {
    invariant: 'I7',
    what: 'an order has no captured charge of what it paid and was not given back',
    broken: ({ doubtSeconds }, of) => Prisma.sql`
      SELECT o.id FROM orders o
        LEFT JOIN payments p ON p.reservation_id = o.reservation_id AND p.state <> 'declined'
        LEFT JOIN provider_charges c
          ON c.idempotency_key = coalesce(p.key, ${firstKey} || o.reservation_id) AND c.status = 'captured'
        LEFT JOIN LATERAL (
          SELECT sum(g.amount_cents) AS cents FROM provider_refunds g WHERE g.idempotency_key = c.idempotency_key
        ) AS g ON true
       WHERE o.refunded_cents < o.total_price_cents AND o.refund_due_at IS NULL
         AND NOT EXISTS (SELECT FROM refunds f WHERE f.order_id = o.id AND f.state = 'requested')
         AND o.created_at < clock_timestamp() - make_interval(secs => ${doubtSeconds}::float8) ${of('o.event_id')}
       GROUP BY o.id
       HAVING coalesce(sum(c.amount_cents - coalesce(g.cents, 0)), 0) <> o.total_price_cents - o.refunded_cents`,
  },
  {
    invariant: 'I7',
    what: 'an order says it was given back something else than its refunds add up to',
    broken: (_, of) => Prisma.sql`
      SELECT o.id FROM orders o LEFT JOIN LATERAL (
        SELECT count(*) AS refunds, coalesce(sum(f.amount_cents), 0) AS asked_cents,
          coalesce(sum(f.amount_cents) FILTER (WHERE f.state = 'paid'), 0) AS paid_cents,
          coalesce(sum(k.tickets) FILTER (WHERE f.state = 'paid'), 0) AS tickets,
          coalesce(sum(k.tickets) FILTER (WHERE f.state = 'paid' AND f.restock), 0) AS restocked
        FROM refunds f CROSS JOIN LATERAL (SELECT count(*) AS tickets FROM tickets t WHERE t.refund_id = f.id) AS k
        WHERE f.order_id = o.id
      ) AS g ON true
       WHERE ((o.refunded_cents, o.returned_tickets, o.restocked_tickets)
           <> (g.paid_cents, g.tickets, g.restocked)
         OR g.asked_cents > o.total_price_cents
         OR (o.status <> 'paid' OR g.refunds > 0 OR o.id IN (SELECT order_id FROM disputes))
           AND o.status <> order_status(o)) ${of('o.event_id')}`,
  },
  {
    invariant: 'I7',
    what: 'a captured charge has bought nothing and was not given back',
    broken: ({ doubtSeconds }, of) => Prisma.sql`
      SELECT c.idempotency_key AS id FROM provider_charges c
        LEFT JOIN payments p ON p.key = c.idempotency_key
        LEFT JOIN reservations r
          ON r.id::text = coalesce(p.reservation_id::text, replace(c.idempotency_key, ${firstKey}, ''))
        LEFT JOIN orders o ON o.reservation_id = r.id
       WHERE c.status = 'captured' AND c.amount_cents > 0
         AND c.created_at < clock_timestamp() - make_interval(secs => ${doubtSeconds}::float8)
         AND (o.id IS NULL OR o.refunded_cents = o.total_price_cents) ${of('r.event_id')}`,
  },
  {
    invariant: 'I7',
    what: 'money is set aside for a purchase that is over',
    broken: ({ doubtSeconds }, of) => Prisma.sql`
      SELECT c.idempotency_key AS id FROM provider_charges c
        LEFT JOIN payments p ON p.key = c.idempotency_key LEFT JOIN reservations r ON r.id = p.reservation_id
       WHERE c.status = 'authorised' AND r.status IS DISTINCT FROM 'active'
         AND c.created_at < clock_timestamp() - make_interval(secs => ${doubtSeconds}::float8) ${of('r.event_id')}`,
  },
  {
    invariant: 'I7',
    what: 'our books say of a payment other than the provider’s',
    broken: ({ doubtSeconds }, of) => Prisma.sql`
      SELECT p.key AS id FROM payments p JOIN reservations r ON r.id = p.reservation_id
        LEFT JOIN provider_charges c ON c.idempotency_key = p.key
       WHERE p.state <> 'begun' AND p.state::text IS DISTINCT FROM c.status
         -- A refund is the provider's first, and ours then.
         AND NOT EXISTS (SELECT FROM orders o JOIN refunds f ON f.order_id = o.id
           WHERE o.reservation_id = p.reservation_id AND f.state = 'requested')
         -- What was declined and what was released costs the same: nothing.
         AND (p.state IN ('captured', 'refunded') OR c.status NOT IN ('declined', 'voided'))
         AND p.settled_at < clock_timestamp() - make_interval(secs => ${doubtSeconds}::float8) ${of('r.event_id')}`,
  },
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
