-- Each try to pay for a hold, in our own books: a declined card may be followed by another one until the deadline.

-- Money is set aside before the tickets are issued, and taken afterwards.
ALTER TYPE "ChargeStatus" ADD VALUE 'authorised';
ALTER TYPE "ChargeStatus" ADD VALUE 'voided';

CREATE TYPE "PaymentState" AS ENUM ('begun', 'captured', 'declined', 'voided', 'refunded');

CREATE TABLE payments (
  -- Under which the provider knows it.
  key            text PRIMARY KEY,
  -- No reference, because the books outlive what a demo resets.
  reservation_id uuid NOT NULL,
  amount_cents   integer NOT NULL CHECK (amount_cents > 0),
  currency       text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  state          "PaymentState" NOT NULL DEFAULT 'begun',
  created_at     timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  settled_at     timestamptz(3),
  CONSTRAINT payments_settled_once CHECK ((state = 'begun') = (settled_at IS NULL))
);
CREATE INDEX payments_reservation_id_idx ON payments (reservation_id);
CREATE INDEX payments_begun_idx ON payments (created_at) WHERE state = 'begun';

INSERT INTO payments (key, reservation_id, amount_cents, currency, state, created_at, settled_at)
  SELECT c.idempotency_key, r.id, c.amount_cents, e.currency, c.status::text::"PaymentState", c.created_at,
      coalesce(c.refunded_at, c.created_at)
    FROM simulated_charges c JOIN reservations r ON c.idempotency_key = 'reservation/' || r.id
      JOIN events e ON e.id = r.event_id
   WHERE c.amount_cents > 0;

/* Begins a try to pay for a hold in checkout, so that nothing frees it meanwhile. What is free needs no payment.
   {outcome: owed, totalCents, currency} (the same when repeated)
   | {outcome: issued, orderId, totalCents} (an earlier run of the same step has issued the tickets)
   | {outcome: gone} (there is no hold to pay for) | {outcome: no_session} (its checkout was never opened) */
CREATE FUNCTION begin_payment(p_reservation uuid, p_key text) RETURNS jsonb LANGUAGE plpgsql AS $$
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
  total := place.quantity * place.price_cents;
  SELECT currency INTO money FROM events WHERE id = place.event_id;
  IF total > 0 THEN
    INSERT INTO payments (key, reservation_id, amount_cents, currency) VALUES (p_key, p_reservation, total, money)
      ON CONFLICT (key) DO NOTHING;
  END IF;
  RETURN jsonb_build_object('outcome', 'owed', 'totalCents', total, 'currency', money);
END $$;

/* Notes that a try was declined. Its hold is unpaid again, and ends at its deadline like any other. */
CREATE FUNCTION decline_payment(p_reservation uuid, p_key text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE payments SET state = 'declined', settled_at = clock_timestamp() WHERE key = p_key AND state = 'begun';
  UPDATE reservations SET payment_started_at = NULL
   WHERE id = p_reservation AND status = 'active'
     AND NOT EXISTS (SELECT FROM payments WHERE reservation_id = p_reservation AND state = 'begun');
END $$;

/* Sees that no tickets are issued for a try any more, before its money is released. False when it is too late for that.
   Locks as the issue of tickets does, so that it comes wholly before or wholly after it. */
CREATE FUNCTION abandon_payment(p_reservation uuid, p_key text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  place reservations := lock_reservation(p_reservation);
BEGIN
  IF place.status IS DISTINCT FROM 'active' THEN RETURN false; END IF;
  UPDATE payments SET state = 'voided', settled_at = clock_timestamp() WHERE key = p_key AND state = 'begun';
  RETURN true;
END $$;

/* As before, with the event's currency and the buyer's data, and nothing for a payment that was abandoned. An order
   number that is taken already fails the whole step, whose repeat finds another one. */
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
