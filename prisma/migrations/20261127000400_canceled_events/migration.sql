-- What a cancelled event means for its holds and orders follows from its status, whoever wrote it and whatever it was
-- before.

-- When an order of a cancelled event became due for a refund.
ALTER TABLE orders ADD COLUMN refund_due_at timestamptz(3);

/* Ends the holds of a cancelled event, with their checkout sessions, and marks its paid orders for refund. A hold whose
   payment has begun waits for the outcome: it may be paid for already, and then becomes an order that is marked too.
   Locks as every purchase step does, buyers' counters first; those of payments under way too, so that their order
   comes wholly before or wholly after the mark.
   Returns the purchases of the event that were cancelled and whose workflow may not know: all before their deadline.
   Repeating changes nothing; an event that is not cancelled stays as it is. */
CREATE FUNCTION settle_canceled_event(p_event uuid) RETURNS SETOF uuid LANGUAGE plpgsql AS $$
DECLARE
  locked uuid[];
  ended  uuid[];
BEGIN
  IF NOT EXISTS (SELECT FROM events WHERE id = p_event AND status = 'canceled') THEN RETURN; END IF;
  SELECT array_agg(holds.id) INTO locked FROM (
    SELECT r.id FROM buyer_counters c JOIN reservations r USING (event_id, buyer_id)
     WHERE r.event_id = p_event AND r.status = 'active' ORDER BY c.buyer_id FOR UPDATE OF c
  ) AS holds;

  WITH freed AS (
    UPDATE reservations SET status = 'canceled', ended_at = clock_timestamp()
     WHERE id = ANY(locked) AND status = 'active' AND payment_started_at IS NULL RETURNING id
  ) SELECT array_agg(id) INTO ended FROM freed;
  UPDATE checkout_sessions SET status = 'canceled' WHERE reservation_id = ANY(ended) AND status = 'pending';
  UPDATE buyer_counters c SET held = c.held - r.quantity
    FROM reservations r WHERE r.id = ANY(ended) AND c.event_id = r.event_id AND c.buyer_id = r.buyer_id;
  UPDATE tiers t SET held = t.held - freed.quantity
    FROM (SELECT tier_id, sum(quantity)::integer AS quantity FROM reservations WHERE id = ANY(ended) GROUP BY tier_id)
      AS freed
   WHERE t.id = freed.tier_id;

  UPDATE orders SET refund_due_at = clock_timestamp()
   WHERE event_id = p_event AND status = 'paid' AND refund_due_at IS NULL;
  RETURN QUERY SELECT id FROM reservations
    WHERE event_id = p_event AND status = 'canceled' AND expires_at > clock_timestamp();
END $$;

CREATE FUNCTION settle_on_cancel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM settle_canceled_event(NEW.id);
  RETURN NULL;
END $$;
CREATE TRIGGER events_settle_on_cancel AFTER UPDATE OF status ON events
  FOR EACH ROW WHEN (NEW.status = 'canceled' AND OLD.status <> 'canceled') EXECUTE FUNCTION settle_on_cancel();

-- A hold that was being made while its event was cancelled is not paid for: the step that starts a payment finds no row
-- to change, as it does for a hold that has ended.
CREATE FUNCTION refuse_payment_when_canceled() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM events WHERE id = NEW.event_id AND status = 'canceled') THEN RETURN NULL; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER reservations_no_payment_when_canceled BEFORE UPDATE OF payment_started_at ON reservations
  FOR EACH ROW WHEN (OLD.payment_started_at IS NULL AND NEW.payment_started_at IS NOT NULL)
  EXECUTE FUNCTION refuse_payment_when_canceled();

-- The payment that was under way when its event was cancelled becomes an order that is due for a refund at once.
CREATE FUNCTION mark_order_when_canceled() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM events WHERE id = NEW.event_id AND status = 'canceled') THEN
    NEW.refund_due_at := clock_timestamp();
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER orders_mark_when_canceled BEFORE INSERT ON orders
  FOR EACH ROW EXECUTE FUNCTION mark_order_when_canceled();

-- Events that were cancelled before there was a mark.
SELECT settle_canceled_event(id) FROM events WHERE status = 'canceled';
