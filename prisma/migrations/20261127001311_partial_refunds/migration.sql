-- An order may be given back in parts: some of its tickets, or an amount. Each refund has an id, under which the
-- provider gives its money back once.

-- What an order has had given back: money, tickets that no longer count for their buyer, and those of them that are on
-- sale again.
ALTER TABLE orders
  ADD COLUMN refunded_cents    integer NOT NULL DEFAULT 0,
  ADD COLUMN returned_tickets  integer NOT NULL DEFAULT 0,
  ADD COLUMN restocked_tickets integer NOT NULL DEFAULT 0;
UPDATE orders SET refunded_cents = total_price_cents, returned_tickets = quantity,
    restocked_tickets = CASE WHEN restocked THEN quantity ELSE 0 END
  WHERE status <> 'paid';
ALTER TABLE orders DROP COLUMN restocked, ADD CONSTRAINT orders_given_back_in_range CHECK (
  refunded_cents BETWEEN 0 AND total_price_cents AND returned_tickets BETWEEN 0 AND quantity
  AND restocked_tickets BETWEEN 0 AND returned_tickets) NOT VALID;

-- What was asked for: all that is left of the order, some of its tickets, or an amount, which voids no ticket.
CREATE TYPE "RefundKind" AS ENUM ('order', 'tickets', 'amount');

ALTER TABLE refunds
  DROP CONSTRAINT refunds_order_id_key,
  ADD COLUMN event_id uuid REFERENCES events (id),
  ADD COLUMN kind "RefundKind" NOT NULL DEFAULT 'order',
  -- The tickets that were asked for, in the order of their ids.
  ADD COLUMN ticket_ids uuid[] NOT NULL DEFAULT '{}';
UPDATE refunds f SET event_id = o.event_id FROM orders o WHERE o.id = f.order_id;
ALTER TABLE refunds ALTER COLUMN event_id SET NOT NULL;

-- The refund that made a ticket void.
ALTER TABLE tickets ADD COLUMN refund_id uuid,
  ADD CONSTRAINT tickets_refund_id_fkey FOREIGN KEY (refund_id) REFERENCES refunds (id) NOT VALID;
UPDATE tickets t SET refund_id = f.id FROM refunds f WHERE f.order_id = t.order_id;

-- What the simulated provider has given back of its charges.
CREATE TABLE simulated_refunds (
  id              text PRIMARY KEY,
  idempotency_key text NOT NULL REFERENCES simulated_charges (idempotency_key),
  amount_cents    integer NOT NULL CHECK (amount_cents > 0),
  created_at      timestamptz(3) NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX simulated_refunds_idempotency_key_idx ON simulated_refunds (idempotency_key);
INSERT INTO simulated_refunds (id, idempotency_key, amount_cents, created_at)
  SELECT coalesce(f.id::text, c.idempotency_key), c.idempotency_key, c.amount_cents,
      coalesce(c.refunded_at, c.created_at)
    FROM simulated_charges c LEFT JOIN payments p ON p.key = c.idempotency_key
      LEFT JOIN orders o ON o.reservation_id = p.reservation_id LEFT JOIN refunds f ON f.order_id = o.id
   WHERE c.status = 'refunded' AND c.amount_cents > 0;

/* Gives a part or all of a captured charge back, once for each id, and never more than was captured. */
CREATE FUNCTION simulate_refund(p_key text, p_id text, p_amount integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  charge simulated_charges;
  given  integer;
BEGIN
  SELECT * INTO charge FROM simulated_charges WHERE idempotency_key = p_key FOR UPDATE;
  IF EXISTS (SELECT FROM simulated_refunds WHERE id = p_id) THEN RETURN; END IF;
  SELECT coalesce(sum(amount_cents), 0) INTO given FROM simulated_refunds WHERE idempotency_key = p_key;
  IF charge.status IS DISTINCT FROM 'captured' OR p_amount > charge.amount_cents - given THEN
    RAISE EXCEPTION 'the charge % has less than % left to give back', p_key, p_amount;
  END IF;
  INSERT INTO simulated_refunds (id, idempotency_key, amount_cents) VALUES (p_id, p_key, p_amount);
  IF given + p_amount = charge.amount_cents THEN
    UPDATE simulated_charges SET status = 'refunded', refunded_at = clock_timestamp() WHERE idempotency_key = p_key;
  END IF;
END $$;

/* What an order has become by what was given back of it. One that was free is refunded once all its tickets are. */
CREATE FUNCTION order_status(o orders) RETURNS "OrderStatus" LANGUAGE sql STABLE AS $$
  SELECT (CASE
    WHEN o.refunded_cents = o.total_price_cents AND (o.total_price_cents > 0 OR o.returned_tickets = o.quantity)
      THEN 'refunded'
    WHEN o.refunded_cents > 0 OR o.returned_tickets > 0 THEN 'partly_refunded'
    ELSE 'paid'
  END)::"OrderStatus"
$$;

/* What each ticket of an order is worth: its share of what the buyer paid. The shares add up to the cent. */
CREATE FUNCTION ticket_shares(p_order uuid) RETURNS TABLE (ticket_id uuid, amount_cents integer)
LANGUAGE sql STABLE AS $$
  SELECT t.id, (o.total_price_cents::bigint * t.place / o.quantity
      - o.total_price_cents::bigint * (t.place - 1) / o.quantity)::integer
    FROM orders o CROSS JOIN LATERAL (
      SELECT id, row_number() OVER (ORDER BY created_at, id) AS place FROM tickets WHERE order_id = o.id
    ) AS t
   WHERE o.id = p_order
$$;

DROP FUNCTION request_refund(uuid, uuid, text, boolean, text);
DROP FUNCTION settle_refund(uuid);

/* Writes down what is to be given back of an order, and voids its tickets at once: those of `p_tickets`; none, for an
   amount; or all that are left, with all the money that is left. A whole order is due for a refund from now on.
   {outcome: requested | exists, refundId, eventId} (`exists`: the key came before, with the same request)
   | {outcome: unknown | refunded | disputed | key_reused} | {outcome: too_much, leftCents, askedCents, currency}
   | {outcome: void_tickets, tickets} (they are of no such order, or void already) */
CREATE FUNCTION request_refund(
  p_order uuid, p_refund uuid, p_tickets uuid[], p_amount integer, p_restock boolean, p_reason text, p_key text
) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  sold   orders;
  known  refunds;
  asked  "RefundKind" := CASE WHEN p_tickets IS NOT NULL THEN 'tickets' WHEN p_amount IS NOT NULL THEN 'amount'
                           ELSE 'order' END;
  chosen uuid[] := ARRAY(SELECT DISTINCT id FROM unnest(p_tickets) AS id ORDER BY id);
  wrong  uuid[];
  rest   integer;
  amount integer;
BEGIN
  PERFORM lock_reservation(reservation_id) FROM orders WHERE id = p_order;
  SELECT * INTO sold FROM orders WHERE id = p_order FOR UPDATE;
  IF NOT FOUND THEN RETURN jsonb_build_object('outcome', 'unknown'); END IF;

  -- A cancelled event asks without a key, once for each order.
  SELECT * INTO known FROM refunds
   WHERE order_id = p_order AND (idempotency_key = p_key OR p_key IS NULL AND kind = 'order');
  IF FOUND AND p_key IS NOT NULL AND (
    (known.reason, known.restock, known.kind, known.ticket_ids) IS DISTINCT FROM (p_reason, p_restock, asked, chosen)
    OR asked = 'amount' AND known.amount_cents <> p_amount
  ) THEN
    RETURN jsonb_build_object('outcome', 'key_reused');
  ELSIF FOUND THEN
    RETURN jsonb_build_object('outcome', 'exists', 'refundId', known.id, 'eventId', sold.event_id);
  END IF;

  IF sold.status = 'disputed' THEN RETURN jsonb_build_object('outcome', 'disputed'); END IF;
  SELECT sold.total_price_cents - coalesce(sum(amount_cents), 0) INTO rest FROM refunds WHERE order_id = p_order;
  IF p_key IS NOT NULL AND sold.refund_due_at IS NOT NULL OR asked = 'order' AND rest = 0
    AND NOT EXISTS (SELECT FROM tickets WHERE order_id = p_order AND refund_id IS NULL) THEN
    RETURN jsonb_build_object('outcome', 'refunded');
  END IF;
  SELECT array_agg(ticket.id) INTO wrong FROM unnest(chosen) AS ticket (id) WHERE NOT EXISTS (
    SELECT FROM tickets t WHERE t.id = ticket.id AND t.order_id = p_order AND t.refund_id IS NULL);
  IF wrong IS NOT NULL THEN
    RETURN jsonb_build_object('outcome', 'void_tickets', 'tickets', to_jsonb(wrong));
  END IF;
  amount := CASE asked
    WHEN 'order' THEN rest
    WHEN 'amount' THEN p_amount
    ELSE (SELECT sum(s.amount_cents) FROM ticket_shares(p_order) AS s WHERE s.ticket_id = ANY(chosen))
  END;
  IF amount > rest THEN
    RETURN jsonb_build_object('outcome', 'too_much',
      'leftCents', rest, 'askedCents', amount, 'currency', sold.currency);
  END IF;

  INSERT INTO refunds (
    id, order_id, event_id, kind, ticket_ids, amount_cents, currency, reason, restock, idempotency_key
  ) VALUES (
    p_refund, p_order, sold.event_id, asked, chosen, amount, sold.currency, p_reason, p_restock, p_key
  );
  UPDATE tickets SET refund_id = p_refund
   WHERE order_id = p_order AND refund_id IS NULL AND (asked = 'order' OR id = ANY(chosen));
  IF asked = 'order' THEN
    UPDATE orders SET refund_due_at = coalesce(refund_due_at, clock_timestamp()) WHERE id = p_order;
  END IF;
  RETURN jsonb_build_object('outcome', 'requested', 'refundId', p_refund, 'eventId', sold.event_id);
END $$;

/* Notes that the money of a refund is back. The buyer may buy as many tickets again, and so may anybody if they are to
   be restocked. False when that was noted before. */
CREATE FUNCTION settle_refund(p_refund uuid) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  sold  orders;
  given refunds;
  back  integer;
BEGIN
  PERFORM lock_reservation(o.reservation_id) FROM refunds f JOIN orders o ON o.id = f.order_id WHERE f.id = p_refund;
  UPDATE refunds SET state = 'paid', settled_at = clock_timestamp(), failure = NULL
   WHERE id = p_refund AND state = 'requested' RETURNING * INTO given;
  IF NOT FOUND THEN RETURN false; END IF;
  SELECT count(*) INTO back FROM tickets WHERE order_id = given.order_id AND refund_id = p_refund;
  UPDATE orders SET refunded_cents = refunded_cents + given.amount_cents, returned_tickets = returned_tickets + back,
      restocked_tickets = restocked_tickets + CASE WHEN given.restock THEN back ELSE 0 END
   WHERE id = given.order_id;
  UPDATE orders o SET status = order_status(o) WHERE id = given.order_id RETURNING * INTO sold;
  IF back > 0 THEN
    UPDATE buyer_counters SET bought = bought - back WHERE event_id = sold.event_id AND buyer_id = sold.buyer_id;
  END IF;
  IF back > 0 AND given.restock THEN
    UPDATE tiers SET sold = tiers.sold - back WHERE id = sold.tier_id;
  END IF;
  IF sold.refunded_cents = sold.total_price_cents THEN
    UPDATE payments SET state = 'refunded', settled_at = clock_timestamp()
     WHERE reservation_id = sold.reservation_id AND state = 'captured';
  END IF;
  RETURN true;
END $$;
