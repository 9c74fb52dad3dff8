-- Cards that buyers give to the provider in their browser.

ALTER TABLE payments
  -- What the provider calls it: written down before the browser learns of it.
  ADD COLUMN intent_id     text,
  -- With which the browser pays; gone once nothing is to be paid any more.
  ADD COLUMN client_secret text,
  -- Answers of the provider that were errors of its own, which it keeps under their key: the next request has another.
  ADD COLUMN stored_errors integer NOT NULL DEFAULT 0;

-- What the provider has told by itself. Its id is the key: it may tell the same twice, late, and in any order.
CREATE TABLE payment_events (
  id          text PRIMARY KEY,
  type        text NOT NULL,
  -- The try to pay that it is about; none where it is about nothing of ours.
  payment_key text,
  -- When it happened, by the provider's clock.
  created_at  timestamptz(3) NOT NULL,
  received_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  -- When we had done what it asks for; a repeat of one that is not handled is handled again.
  handled_at  timestamptz(3)
);
CREATE INDEX payment_events_payment_key_idx ON payment_events (payment_key);

/* Writes down what may be paid for a hold from now on, in the buyer's browser. Until money is set aside the hold is as
   unpaid as before. Answers as begin_payment does. */
CREATE FUNCTION offer_payment(p_reservation uuid, p_key text) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  earlier timestamptz;
  begun   jsonb;
BEGIN
  SELECT payment_started_at INTO earlier FROM reservations WHERE id = p_reservation FOR NO KEY UPDATE;
  begun := begin_payment(p_reservation, p_key);
  UPDATE reservations SET payment_started_at = earlier WHERE id = p_reservation AND status = 'active';
  RETURN begun;
END $$;

/* As before: what has ended stays as it is. Only revive_hold may say otherwise, of one reservation at a time. */
CREATE OR REPLACE FUNCTION keep_ended_reservation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('ticketdrop.revived', true) = OLD.id::text THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'reservation % has ended as % and cannot change', OLD.id, OLD.status
    USING ERRCODE = 'integrity_constraint_violation';
END $$;

/* Takes the tickets of an expired hold again, for its price that came after all, as long as its event sells and there
   are any. True where they are held or sold to this buyer, then or before; false where the money has to go back. */
CREATE FUNCTION revive_hold(p_reservation uuid) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  place   reservations := lock_reservation(p_reservation);
  counter buyer_counters;
BEGIN
  IF place.status IN ('active', 'converted') THEN RETURN true; END IF;
  IF place.status IS DISTINCT FROM 'expired' THEN RETURN false; END IF;
  IF NOT EXISTS (SELECT FROM checkout_sessions WHERE reservation_id = place.id)
    OR NOT EXISTS (SELECT FROM payments WHERE reservation_id = place.id AND amount_cents = total_of(place))
    OR NOT EXISTS (SELECT FROM events WHERE id = place.event_id AND status IN ('scheduled', 'on_sale')) THEN
    RETURN false;
  END IF;
  SELECT * INTO counter FROM buyer_counters WHERE event_id = place.event_id AND buyer_id = place.buyer_id;
  -- Another hold of this buyer is what they want now.
  IF counter.held > 0 OR counter.bought + place.quantity > counter.purchase_limit THEN RETURN false; END IF;
  UPDATE tiers SET held = held + place.quantity
   WHERE id = place.tier_id AND held + sold + place.quantity <= capacity;
  IF NOT FOUND THEN RETURN false; END IF;
  UPDATE buyer_counters SET held = held + place.quantity WHERE event_id = place.event_id AND buyer_id = place.buyer_id;
  PERFORM set_config('ticketdrop.revived', place.id::text, true);
  UPDATE reservations SET status = 'active', ended_at = NULL, payment_started_at = clock_timestamp()
   WHERE id = place.id;
  PERFORM set_config('ticketdrop.revived', '', true);
  UPDATE checkout_sessions SET status = 'pending' WHERE reservation_id = place.id;
  RETURN true;
END $$;
