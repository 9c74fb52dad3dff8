-- The four steps of a purchase, each one call and one transaction, so that the hot tier row is locked for a commit and
-- never for a round trip. Every step locks in the same order, buyer counter, reservation, tier, so none can deadlock.
-- Every step may run again after a lost answer: it finds what it did the first time and says so (`fresh` is false).
-- What a step found out is a JSON object with its `outcome`: an outcome is a value, an error is a fault.

/* Takes `quantity` tickets for a buyer. Purchase limit and time to live are the event's own, or the given defaults.
   {outcome: held, fresh, expiresAt, inCheckout (when repeated)}
   | {outcome: limit, limit, alreadyPurchased, activeHolds} | {outcome: sold_out, available}
   | {outcome: already_active, reservationId, expiresAt} | {outcome: unknown_tier | not_on_sale | paused}
   | {outcome: ended} (this very reservation was made before and is over) */
CREATE FUNCTION hold_tickets(
  p_reservation uuid, p_event uuid, p_tier uuid, p_buyer text, p_token uuid, p_quantity integer,
  p_default_limit integer, p_default_ttl integer
) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  sale     events%ROWTYPE;
  counter  buyer_counters%ROWTYPE;
  earlier  reservations%ROWTYPE;
  most     integer;
  price    integer;
  free     integer;
  deadline timestamptz;
BEGIN
  SELECT * INTO sale FROM events WHERE id = p_event;
  IF NOT FOUND THEN RETURN jsonb_build_object('outcome', 'unknown_tier'); END IF;
  most := coalesce(sale.purchase_limit, p_default_limit);
  INSERT INTO buyer_counters (event_id, buyer_id, purchase_limit) VALUES (p_event, p_buyer, most)
    ON CONFLICT DO NOTHING;
  SELECT * INTO counter FROM buyer_counters WHERE event_id = p_event AND buyer_id = p_buyer FOR UPDATE;

  SELECT * INTO earlier FROM reservations WHERE id = p_reservation;
  IF FOUND AND earlier.status = 'active' THEN
    RETURN jsonb_build_object('outcome', 'held', 'fresh', false, 'expiresAt', earlier.expires_at,
      'inCheckout', EXISTS (SELECT FROM checkout_sessions WHERE reservation_id = p_reservation));
  ELSIF FOUND THEN
    RETURN jsonb_build_object('outcome', 'ended');
  END IF;

  IF sale.status NOT IN ('scheduled', 'on_sale') OR sale.on_sale_at > clock_timestamp() THEN
    RETURN jsonb_build_object('outcome', 'not_on_sale');
  END IF;
  IF sale.paused THEN RETURN jsonb_build_object('outcome', 'paused'); END IF;

  IF counter.held + counter.bought + p_quantity > most THEN
    RETURN jsonb_build_object('outcome', 'limit', 'limit', most,
      'alreadyPurchased', counter.bought, 'activeHolds', counter.held);
  END IF;

  SELECT * INTO earlier FROM reservations WHERE event_id = p_event AND buyer_id = p_buyer AND status = 'active';
  IF FOUND THEN
    RETURN jsonb_build_object('outcome', 'already_active',
      'reservationId', earlier.id, 'expiresAt', earlier.expires_at);
  END IF;

  UPDATE tiers SET held = held + p_quantity
   WHERE id = p_tier AND event_id = p_event AND held + sold + p_quantity <= capacity RETURNING price_cents INTO price;
  IF NOT FOUND THEN
    SELECT capacity - held - sold INTO free FROM tiers WHERE id = p_tier AND event_id = p_event;
    IF NOT FOUND THEN RETURN jsonb_build_object('outcome', 'unknown_tier'); END IF;
    RETURN jsonb_build_object('outcome', 'sold_out', 'available', free);
  END IF;

  UPDATE buyer_counters SET held = held + p_quantity, purchase_limit = most
   WHERE event_id = p_event AND buyer_id = p_buyer;
  deadline := date_trunc('milliseconds', clock_timestamp())
    + make_interval(secs => coalesce(sale.reservation_ttl_seconds, p_default_ttl));
  INSERT INTO reservations (id, event_id, tier_id, buyer_id, token, quantity, price_cents, expires_at)
    VALUES (p_reservation, p_event, p_tier, p_buyer, p_token, p_quantity, price, deadline);
  RETURN jsonb_build_object('outcome', 'held', 'fresh', true, 'expiresAt', deadline);
END $$;

/* Locks a reservation the way every step does, the buyer's counter first. All fields are null where there is no such
   reservation. */
CREATE FUNCTION lock_reservation(p_reservation uuid) RETURNS reservations LANGUAGE plpgsql AS $$
DECLARE
  place reservations;
BEGIN
  PERFORM 1 FROM buyer_counters c JOIN reservations r USING (event_id, buyer_id)
    WHERE r.id = p_reservation FOR UPDATE OF c;
  SELECT * INTO place FROM reservations WHERE id = p_reservation FOR UPDATE;
  RETURN place;
END $$;

/* Opens the one checkout session of a reservation, records the buyer's key, and moves the deadline once, to at least
   now + ttl.
   {outcome: opened | exists, sessionId, expiresAt} | {outcome: key_reused | expired | not_active | unknown} */
CREATE FUNCTION open_checkout(
  p_reservation uuid, p_buyer text, p_session uuid, p_key text, p_fingerprint text, p_default_ttl integer
) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  place    reservations := lock_reservation(p_reservation);
  known    idempotency_keys%ROWTYPE;
  session  uuid;
  ttl      integer;
  deadline timestamptz;
BEGIN
  IF place.id IS NULL OR place.buyer_id <> p_buyer THEN RETURN jsonb_build_object('outcome', 'unknown'); END IF;

  SELECT * INTO known FROM idempotency_keys WHERE buyer_id = p_buyer AND key = p_key;
  IF FOUND AND known.fingerprint <> p_fingerprint THEN
    RETURN jsonb_build_object('outcome', 'key_reused');
  ELSIF FOUND THEN
    RETURN jsonb_build_object('outcome', 'exists',
      'sessionId', known.checkout_session_id, 'expiresAt', place.expires_at);
  END IF;

  SELECT id INTO session FROM checkout_sessions WHERE reservation_id = p_reservation;
  IF FOUND THEN
    INSERT INTO idempotency_keys (buyer_id, key, fingerprint, checkout_session_id)
      VALUES (p_buyer, p_key, p_fingerprint, session);
    RETURN jsonb_build_object('outcome', 'exists', 'sessionId', session, 'expiresAt', place.expires_at);
  END IF;

  IF place.status = 'expired' OR place.status = 'active' AND place.expires_at <= clock_timestamp() THEN
    RETURN jsonb_build_object('outcome', 'expired');
  ELSIF place.status <> 'active' THEN
    RETURN jsonb_build_object('outcome', 'not_active');
  END IF;

  SELECT coalesce(reservation_ttl_seconds, p_default_ttl) INTO ttl FROM events WHERE id = place.event_id;
  deadline := greatest(place.expires_at, date_trunc('milliseconds', clock_timestamp()) + make_interval(secs => ttl));
  UPDATE reservations SET expires_at = deadline WHERE id = p_reservation;
  INSERT INTO checkout_sessions (id, reservation_id, buyer_id) VALUES (p_session, p_reservation, p_buyer);
  INSERT INTO idempotency_keys (buyer_id, key, fingerprint, checkout_session_id)
    VALUES (p_buyer, p_key, p_fingerprint, p_session);
  RETURN jsonb_build_object('outcome', 'opened', 'sessionId', p_session, 'expiresAt', deadline);
END $$;

/* Turns a paid hold into an order with its tickets, one for each code.
   {outcome: issued, orderId, fresh} (the same order when repeated)
   | {outcome: not_active} (the hold is gone: give the charge back) */
CREATE FUNCTION issue_tickets(
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

  INSERT INTO orders (id, reservation_id, checkout_session_id, event_id, tier_id, buyer_id, quantity, total_price_cents)
    SELECT p_order, place.id, s.id, place.event_id, place.tier_id, place.buyer_id,
        place.quantity, place.quantity * place.price_cents
      FROM checkout_sessions s WHERE s.reservation_id = place.id;
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

/* Gives held tickets back and ends the reservation as `p_status`, its open checkout session as `p_session_status`.
   True when this call did it, false when the reservation had ended before or never was. */
CREATE FUNCTION release_tickets(p_reservation uuid, p_status "ReservationStatus", p_session_status "CheckoutStatus")
RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  place reservations := lock_reservation(p_reservation);
BEGIN
  IF place.status IS DISTINCT FROM 'active' THEN RETURN false; END IF;
  UPDATE reservations SET status = p_status, ended_at = clock_timestamp() WHERE id = place.id;
  UPDATE checkout_sessions SET status = p_session_status WHERE reservation_id = place.id AND status = 'pending';
  UPDATE buyer_counters SET held = held - place.quantity WHERE event_id = place.event_id AND buyer_id = place.buyer_id;
  UPDATE tiers SET held = held - place.quantity WHERE id = place.tier_id;
  RETURN true;
END $$;
