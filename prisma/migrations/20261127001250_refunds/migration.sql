-- Money that goes back to a buyer. An order whose refund is due lets nobody in; it is refunded once its money is back.

CREATE TYPE "RefundState" AS ENUM ('requested', 'paid');

CREATE TABLE refunds (
  id              uuid PRIMARY KEY,
  -- One for each order: it is given back as a whole.
  order_id        uuid NOT NULL UNIQUE REFERENCES orders (id) ON DELETE CASCADE,
  amount_cents    integer NOT NULL CHECK (amount_cents >= 0),
  currency        text NOT NULL,
  reason          text NOT NULL,
  -- Whether its tickets are on sale again.
  restock         boolean NOT NULL,
  -- Of the organiser's request; none for what a cancelled event gives back.
  idempotency_key text,
  state           "RefundState" NOT NULL DEFAULT 'requested',
  attempts        integer NOT NULL DEFAULT 0,
  -- Why the last attempt failed.
  failure         text,
  created_at      timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  settled_at      timestamptz(3),
  CONSTRAINT refunds_settled_once CHECK ((state = 'requested') = (settled_at IS NULL))
);

-- A refunded order still counts as sold unless its tickets are on sale again.
ALTER TABLE orders ADD COLUMN restocked boolean NOT NULL DEFAULT false;

/* Makes an order due for a refund, which voids its tickets at once, and writes down what is to be given back.
   {outcome: requested | exists, refundId, eventId} | {outcome: unknown | refunded | key_reused} */
CREATE FUNCTION request_refund(p_order uuid, p_refund uuid, p_reason text, p_restock boolean, p_key text)
RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  sold  orders;
  known refunds;
BEGIN
  PERFORM lock_reservation(reservation_id) FROM orders WHERE id = p_order;
  SELECT * INTO sold FROM orders WHERE id = p_order FOR UPDATE;
  IF NOT FOUND THEN RETURN jsonb_build_object('outcome', 'unknown'); END IF;
  SELECT * INTO known FROM refunds WHERE order_id = p_order;
  IF FOUND AND p_key IS NOT NULL AND known.idempotency_key IS DISTINCT FROM p_key THEN
    RETURN jsonb_build_object('outcome', 'refunded');
  ELSIF FOUND AND p_key IS NOT NULL AND (known.reason, known.restock) IS DISTINCT FROM (p_reason, p_restock) THEN
    RETURN jsonb_build_object('outcome', 'key_reused');
  ELSIF FOUND THEN
    RETURN jsonb_build_object('outcome', 'exists', 'refundId', known.id, 'eventId', sold.event_id);
  END IF;
  INSERT INTO refunds (id, order_id, amount_cents, currency, reason, restock, idempotency_key)
    VALUES (p_refund, p_order, sold.total_price_cents, sold.currency, p_reason, p_restock, p_key);
  UPDATE orders SET refund_due_at = coalesce(refund_due_at, clock_timestamp()) WHERE id = p_order;
  RETURN jsonb_build_object('outcome', 'requested', 'refundId', p_refund, 'eventId', sold.event_id);
END $$;

/* Notes that the money of an order is back. Its buyer may buy again, and its tickets too if they are to be restocked.
   False when that was noted before. */
CREATE FUNCTION settle_refund(p_order uuid) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  sold  orders;
  given refunds;
BEGIN
  PERFORM lock_reservation(reservation_id) FROM orders WHERE id = p_order;
  UPDATE refunds SET state = 'paid', settled_at = clock_timestamp(), failure = NULL
   WHERE order_id = p_order AND state = 'requested' RETURNING * INTO given;
  IF NOT FOUND THEN RETURN false; END IF;
  UPDATE orders SET status = 'refunded', restocked = given.restock WHERE id = p_order RETURNING * INTO sold;
  UPDATE buyer_counters SET bought = bought - sold.quantity
   WHERE event_id = sold.event_id AND buyer_id = sold.buyer_id;
  IF given.restock THEN
    UPDATE tiers SET sold = tiers.sold - sold.quantity WHERE id = sold.tier_id;
  END IF;
  RETURN true;
END $$;
