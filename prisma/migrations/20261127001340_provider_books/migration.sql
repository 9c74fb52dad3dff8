-- What providers have of our payments, for the check-up of the promises. The simulated one keeps its books here. Of
-- payments in the browser this has what we were told; the doctor compares that with what the provider says itself.
CREATE VIEW provider_charges AS
  SELECT idempotency_key, amount_cents, status::text AS status, created_at FROM simulated_charges
  UNION ALL
  SELECT key, amount_cents, state::text, created_at FROM payments WHERE intent_id IS NOT NULL AND state <> 'begun';

CREATE VIEW provider_refunds AS
  SELECT idempotency_key, amount_cents FROM simulated_refunds
  UNION ALL
  SELECT p.key, f.amount_cents FROM payments p JOIN orders o ON o.reservation_id = p.reservation_id
    JOIN refunds f ON f.order_id = o.id
   WHERE p.intent_id IS NOT NULL AND p.state IN ('captured', 'refunded') AND f.state = 'paid';

-- A refund of some tickets leaves an order whose other ones are valid; one of an amount leaves them all.

/* Whether an order has tickets that let somebody in, as long as its event takes place. */
CREATE OR REPLACE FUNCTION order_lets_in(p_order orders) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT p_order.refund_due_at IS NULL AND p_order.status <> 'disputed'
    AND EXISTS (SELECT FROM tickets t WHERE t.order_id = p_order.id AND t.refund_id IS NULL)
$$;

/* Whether no ticket of an order lets anybody in any more. */
CREATE OR REPLACE FUNCTION is_order_void(o orders) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT NOT order_lets_in(o) OR EXISTS (SELECT FROM events e WHERE e.id = o.event_id AND e.status = 'canceled')
$$;
