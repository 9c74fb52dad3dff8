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
