import { Prisma } from '../../prisma/generated/client.ts';
import { workflowIds } from '../../workflows/messages.ts';
import type { Promised } from './promises.ts';

/** What the key of a first try to pay begins with. Workers of an earlier release write down no payment under it. */
const firstKey = workflowIds.reservation('');

/**
 * That nobody is charged without a ticket. The books of the simulated provider are compared as they are; those of one
 * in the browser as it told us of them, and the doctor asks it for its own.
 */
export const moneyPromises: Promised[] = [
  {
    invariant: 'I7',
    what: 'an order has no captured charge of what it paid and was not given back',
    broken: ({ doubtSeconds }, of) => Prisma.sql`
      SELECT o.id FROM orders o
        LEFT JOIN payments p ON p.reservation_id = o.reservation_id AND p.state <> 'declined'
        LEFT JOIN simulated_charges c
          ON c.idempotency_key = coalesce(p.key, ${firstKey} || o.reservation_id) AND c.status = 'captured'
        LEFT JOIN LATERAL (
          SELECT sum(g.amount_cents) AS cents FROM simulated_refunds g WHERE g.idempotency_key = c.idempotency_key
        ) AS g ON true
       WHERE o.refunded_cents < o.total_price_cents AND o.refund_due_at IS NULL AND p.intent_id IS NULL
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
      SELECT c.idempotency_key AS id FROM simulated_charges c
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
      SELECT c.idempotency_key AS id FROM simulated_charges c
        LEFT JOIN payments p ON p.key = c.idempotency_key LEFT JOIN reservations r ON r.id = p.reservation_id
       WHERE c.status = 'authorised' AND r.status IS DISTINCT FROM 'active'
         AND c.created_at < clock_timestamp() - make_interval(secs => ${doubtSeconds}::float8) ${of('r.event_id')}`,
  },
  {
    invariant: 'I7',
    what: 'our books say of a payment other than the provider’s',
    broken: ({ doubtSeconds }, of) => Prisma.sql`
      SELECT p.key AS id FROM payments p JOIN reservations r ON r.id = p.reservation_id
        LEFT JOIN simulated_charges c ON c.idempotency_key = p.key
       WHERE p.intent_id IS NULL AND p.state <> 'begun' AND p.state::text IS DISTINCT FROM c.status::text
         -- A refund is the provider's first, and ours then.
         AND NOT EXISTS (SELECT FROM orders o JOIN refunds f ON f.order_id = o.id
           WHERE o.reservation_id = p.reservation_id AND f.state = 'requested')
         -- What was declined and what was released costs the same: nothing.
         AND (p.state IN ('captured', 'refunded') OR c.status NOT IN ('declined', 'voided'))
         AND p.settled_at < clock_timestamp() - make_interval(secs => ${doubtSeconds}::float8) ${of('r.event_id')}`,
  },
  {
    invariant: 'I7',
    what: 'an order was paid in the browser with another amount than it cost',
    broken: ({ doubtSeconds }, of) => Prisma.sql`
      SELECT o.id FROM payments p JOIN orders o ON o.reservation_id = p.reservation_id
       WHERE p.intent_id IS NOT NULL
         AND o.created_at < clock_timestamp() - make_interval(secs => ${doubtSeconds}::float8) ${of('o.event_id')}
       GROUP BY o.id, o.total_price_cents
       HAVING sum(p.amount_cents) FILTER (WHERE p.state IN ('captured', 'refunded'))
         IS DISTINCT FROM o.total_price_cents::bigint`,
  },
  {
    invariant: 'I7',
    what: 'money that was taken in the browser has bought nothing and was not given back',
    broken: ({ doubtSeconds }, of) => Prisma.sql`
      SELECT p.key AS id FROM payments p JOIN reservations r ON r.id = p.reservation_id
        LEFT JOIN orders o ON o.reservation_id = p.reservation_id
       WHERE p.intent_id IS NOT NULL AND p.state = 'captured'
         AND (o.id IS NULL OR o.refunded_cents = o.total_price_cents)
         AND p.settled_at < clock_timestamp() - make_interval(secs => ${doubtSeconds}::float8) ${of('r.event_id')}`,
  },
];
