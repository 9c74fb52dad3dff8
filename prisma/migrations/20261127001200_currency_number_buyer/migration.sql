-- In which currency an event sells, what an order is called, and who bought it.

-- ISO 4217. Prices are integers of its smallest unit, whatever their column is called.
ALTER TABLE events ADD COLUMN currency text NOT NULL DEFAULT 'USD' CHECK (currency ~ '^[A-Z]{3}$');

-- As the buyer gave them at checkout.
ALTER TABLE checkout_sessions ADD COLUMN buyer_name text, ADD COLUMN buyer_email text;

/* A number that people can read out: eight of 32 letters and digits, none of which looks like another one. Chosen at
   random, so that it tells nothing about how much is sold. */
CREATE FUNCTION new_order_number() RETURNS text LANGUAGE sql VOLATILE AS $$
  SELECT string_agg(substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', 1 + (get_byte(random, n) & 31), 1), '')
    FROM (SELECT uuid_send(gen_random_uuid()) AS random) AS bytes, generate_series(8, 15) AS n
$$;

ALTER TABLE orders
  ADD COLUMN number text NOT NULL UNIQUE DEFAULT new_order_number(),
  ADD COLUMN currency text NOT NULL DEFAULT 'USD' CHECK (currency ~ '^[A-Z]{3}$'),
  ADD COLUMN buyer_name text,
  ADD COLUMN buyer_email text;

/* As before, with the event's currency and the buyer's data. A number that is taken already fails the whole step, whose
   repeat finds another one. */
CREATE OR REPLACE FUNCTION issue_tickets(
  p_reservation uuid, p_order uuid, p_ticket_ids uuid[], p_codes text[], p_signatures text[]
) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  place reservations := lock_reservation(p_reservation);
  made  uuid;
BEGIN
  SELECT id INTO made FROM orders WHERE reservation_id = p_reservation;
  IF FOUND THEN RETURN jsonb_build_object('outcome', 'issued', 'orderId', made, 'fresh', false); END IF;
  IF place.status IS DISTINCT FROM 'active' THEN RETURN jsonb_build_object('outcome', 'not_active'); END IF;
  IF cardinality(p_codes) <> place.quantity THEN
    RAISE EXCEPTION 'reservation % holds % tickets, % codes were given',
      p_reservation, place.quantity, cardinality(p_codes);
  END IF;

  INSERT INTO orders (
    id, reservation_id, checkout_session_id, event_id, tier_id, tier_name, buyer_id, quantity, total_price_cents,
    currency, buyer_name, buyer_email
  )
    SELECT p_order, place.id, s.id, place.event_id, place.tier_id, t.name, place.buyer_id,
        place.quantity, place.quantity * place.price_cents, e.currency, s.buyer_name, s.buyer_email
      FROM checkout_sessions s, tiers t JOIN events e ON e.id = t.event_id
      WHERE s.reservation_id = place.id AND t.id = place.tier_id;
  INSERT INTO tickets (id, order_id, event_id, tier_id, buyer_id, code, qr_sig)
    SELECT given.id, p_order, place.event_id, place.tier_id, place.buyer_id, given.code, given.signature
      FROM unnest(p_ticket_ids, p_codes, p_signatures) AS given (id, code, signature);
  UPDATE checkout_sessions SET status = 'completed' WHERE reservation_id = place.id;
  UPDATE buyer_counters SET held = held - place.quantity, bought = bought + place.quantity
   WHERE event_id = place.event_id AND buyer_id = place.buyer_id;
  UPDATE reservations SET status = 'converted', ended_at = clock_timestamp() WHERE id = place.id;
  UPDATE tiers SET held = held - place.quantity, sold = sold + place.quantity WHERE id = place.tier_id;
  RETURN jsonb_build_object('outcome', 'issued', 'orderId', p_order, 'fresh', true);
END $$;
