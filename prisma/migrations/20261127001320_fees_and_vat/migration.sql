-- Fees and VAT. A hold carries those of its event as it carries its price, and an order what was paid: a later change
-- of the event changes nothing that is held or sold. money.ts calculates the same for what is shown.

CREATE TYPE "FeePayer" AS ENUM ('buyer', 'organiser');

-- Per cent in hundredths (basis points): 250 is 2.5 %. VAT is part of what a buyer pays.
ALTER TABLE events
  ADD COLUMN fee_fixed_cents integer NOT NULL DEFAULT 0 CHECK (fee_fixed_cents >= 0),
  ADD COLUMN fee_percent_bp  integer NOT NULL DEFAULT 0 CHECK (fee_percent_bp BETWEEN 0 AND 10000),
  ADD COLUMN fee_paid_by     "FeePayer" NOT NULL DEFAULT 'buyer',
  ADD COLUMN vat_rate_bp     integer NOT NULL DEFAULT 0 CHECK (vat_rate_bp BETWEEN 0 AND 10000);

-- `fee_cents` is the fee of one ticket.
ALTER TABLE reservations
  ADD COLUMN fee_cents   integer NOT NULL DEFAULT 0,
  ADD COLUMN fee_paid_by "FeePayer" NOT NULL DEFAULT 'buyer',
  ADD COLUMN vat_rate_bp integer NOT NULL DEFAULT 0;

-- `total_price_cents` is what the buyer paid: with the fees where the buyer pays them, and with the VAT.
ALTER TABLE orders
  ADD COLUMN fees_cents  integer NOT NULL DEFAULT 0,
  ADD COLUMN fee_paid_by "FeePayer" NOT NULL DEFAULT 'buyer',
  ADD COLUMN vat_cents   integer NOT NULL DEFAULT 0,
  ADD COLUMN vat_rate_bp integer NOT NULL DEFAULT 0;

-- As before, with the fees, so that all sums of a purchase fit into an integer.
ALTER TABLE reservations DROP CONSTRAINT reservations_total_in_range;
ALTER TABLE reservations ADD CONSTRAINT reservations_total_in_range CHECK (
  quantity::bigint
    * CASE fee_paid_by WHEN 'buyer' THEN price_cents::bigint + fee_cents ELSE greatest(price_cents, fee_cents) END
    BETWEEN 0 AND 2147483647
) NOT VALID;

/* The fee of one ticket: a fixed amount and a share of the price, rounded half up. What is free has no fee. */
CREATE FUNCTION ticket_fee(p_price integer, p_fixed integer, p_percent_bp integer) RETURNS integer
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN CASE WHEN p_price = 0 THEN 0 ELSE (p_fixed + (p_price::bigint * p_percent_bp + 5000) / 10000)::integer END;

/* The VAT that is part of an amount, rounded half up. */
CREATE FUNCTION included_vat(p_total integer, p_rate_bp integer) RETURNS integer
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN ((2 * p_total::bigint * p_rate_bp + 10000 + p_rate_bp) / (2 * (10000 + p_rate_bp)))::integer;

/* What the buyer of a hold pays in all. */
CREATE FUNCTION total_of(p_hold reservations) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN p_hold.quantity
    * (p_hold.price_cents + CASE p_hold.fee_paid_by WHEN 'buyer' THEN p_hold.fee_cents ELSE 0 END);

-- Whoever makes a hold, it carries what its event takes at this moment.
CREATE FUNCTION carry_fees() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT ticket_fee(NEW.price_cents, fee_fixed_cents, fee_percent_bp), fee_paid_by, vat_rate_bp
    INTO NEW.fee_cents, NEW.fee_paid_by, NEW.vat_rate_bp FROM events WHERE id = NEW.event_id;
  RETURN NEW;
END $$;
CREATE TRIGGER reservations_carry_fees BEFORE INSERT ON reservations
  FOR EACH ROW EXECUTE FUNCTION carry_fees();

/* As before, with the fees of the hold. */
CREATE OR REPLACE FUNCTION begin_payment(p_reservation uuid, p_key text) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  place reservations;
  sold  orders;
  total integer;
  money text;
BEGIN
  UPDATE reservations SET payment_started_at = coalesce(payment_started_at, clock_timestamp())
   WHERE id = p_reservation AND status = 'active'
     AND EXISTS (SELECT FROM checkout_sessions s WHERE s.reservation_id = p_reservation)
   RETURNING * INTO place;
  IF place.id IS NULL THEN
    SELECT * INTO sold FROM orders WHERE reservation_id = p_reservation;
    IF FOUND THEN
      RETURN jsonb_build_object('outcome', 'issued', 'orderId', sold.id, 'totalCents', sold.total_price_cents);
    END IF;
    RETURN jsonb_build_object('outcome', CASE WHEN EXISTS (
      SELECT FROM reservations r WHERE r.id = p_reservation AND r.status = 'active'
        AND NOT EXISTS (SELECT FROM checkout_sessions s WHERE s.reservation_id = r.id)
    ) THEN 'no_session' ELSE 'gone' END);
  END IF;
  total := total_of(place);
  SELECT currency INTO money FROM events WHERE id = place.event_id;
  IF total > 0 THEN
    INSERT INTO payments (key, reservation_id, amount_cents, currency) VALUES (p_key, p_reservation, total, money)
      ON CONFLICT (key) DO NOTHING;
  END IF;
  RETURN jsonb_build_object('outcome', 'owed', 'totalCents', total, 'currency', money);
END $$;

/* As before, with fees and VAT. */
CREATE OR REPLACE FUNCTION issue_tickets(
  p_reservation uuid, p_order uuid, p_ticket_ids uuid[], p_codes text[], p_signatures text[]
) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  place reservations := lock_reservation(p_reservation);
  made  uuid;
BEGIN
  SELECT id INTO made FROM orders WHERE reservation_id = p_reservation;
  IF FOUND THEN RETURN jsonb_build_object('outcome', 'issued', 'orderId', made, 'fresh', false); END IF;
  IF place.status IS DISTINCT FROM 'active'
    OR EXISTS (SELECT FROM payments p WHERE p.reservation_id = p_reservation AND p.state = 'voided') THEN
    RETURN jsonb_build_object('outcome', 'not_active');
  END IF;
  IF cardinality(p_codes) <> place.quantity THEN
    RAISE EXCEPTION 'reservation % holds % tickets, % codes were given',
      p_reservation, place.quantity, cardinality(p_codes);
  END IF;

  INSERT INTO orders (
    id, reservation_id, checkout_session_id, event_id, tier_id, tier_name, buyer_id, quantity, total_price_cents,
    currency, fees_cents, fee_paid_by, vat_cents, vat_rate_bp, buyer_name, buyer_email
  )
    SELECT p_order, place.id, s.id, place.event_id, place.tier_id, t.name, place.buyer_id,
        place.quantity, total_of(place), e.currency, place.quantity * place.fee_cents, place.fee_paid_by,
        included_vat(total_of(place), place.vat_rate_bp), place.vat_rate_bp, s.buyer_name, s.buyer_email
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
