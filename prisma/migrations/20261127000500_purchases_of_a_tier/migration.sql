-- A tier's limit counts what a buyer has of the tier, not only one request; and what was bought keeps the name under
-- which it was bought, as it keeps its price.

ALTER TABLE orders ADD COLUMN tier_name text;
UPDATE orders o SET tier_name = t.name FROM tiers t WHERE t.id = o.tier_id;
ALTER TABLE orders ALTER COLUMN tier_name SET NOT NULL;

-- Workers of the release before call it without an expected price, which is no expectation.
DROP FUNCTION hold_tickets(uuid, uuid, uuid, text, uuid, integer, integer, integer);

/* Takes `quantity` tickets for a buyer. Purchase limit and time to live are the event's own, or the given defaults.
   Where the buyer was shown another price than the tier has now, nothing is held.
   {outcome: held, fresh, expiresAt, inCheckout (when repeated)}
   | {outcome: limit, limit, alreadyPurchased, activeHolds} | {outcome: sold_out, available}
   | {outcome: tier_limit, tierId, limit, alreadyPurchased, activeHolds} (the same of one tier)
   | {outcome: already_active, reservationId, expiresAt} | {outcome: price_changed, priceCents}
   | {outcome: unknown_tier | not_on_sale | paused}
   | {outcome: ended} (this very reservation was made before and is over) */
CREATE FUNCTION hold_tickets(
  p_reservation uuid, p_event uuid, p_tier uuid, p_buyer text, p_token uuid, p_quantity integer,
  p_default_limit integer, p_default_ttl integer, p_expected_price integer DEFAULT NULL
) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  sale     events%ROWTYPE;
  counter  buyer_counters%ROWTYPE;
  earlier  reservations%ROWTYPE;
  tier     tiers%ROWTYPE;
  most     integer;
  held_of_tier   integer;
  bought_of_tier integer;
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
  -- The lock on the counter keeps both sums of this buyer as they are.
  SELECT coalesce(sum(quantity), 0) INTO held_of_tier FROM reservations
   WHERE event_id = p_event AND buyer_id = p_buyer AND tier_id = p_tier AND status = 'active';
  SELECT coalesce(sum(quantity), 0) INTO bought_of_tier FROM orders
   WHERE event_id = p_event AND buyer_id = p_buyer AND tier_id = p_tier AND status = 'paid';
  SELECT * INTO tier FROM tiers WHERE id = p_tier AND event_id = p_event;
  IF held_of_tier + bought_of_tier + p_quantity > tier.per_user_limit THEN
    RETURN jsonb_build_object('outcome', 'tier_limit', 'tierId', p_tier, 'limit', tier.per_user_limit,
      'alreadyPurchased', bought_of_tier, 'activeHolds', held_of_tier);
  END IF;

  SELECT * INTO earlier FROM reservations WHERE event_id = p_event AND buyer_id = p_buyer AND status = 'active';
  IF FOUND THEN
    RETURN jsonb_build_object('outcome', 'already_active',
      'reservationId', earlier.id, 'expiresAt', earlier.expires_at);
  END IF;

  UPDATE tiers SET held = held + p_quantity
   WHERE id = p_tier AND event_id = p_event AND held + sold + p_quantity <= capacity
     AND price_cents = coalesce(p_expected_price, price_cents) RETURNING * INTO tier;
  IF NOT FOUND THEN
    SELECT * INTO tier FROM tiers WHERE id = p_tier AND event_id = p_event;
    IF NOT FOUND THEN RETURN jsonb_build_object('outcome', 'unknown_tier'); END IF;
    IF tier.price_cents <> p_expected_price THEN
      RETURN jsonb_build_object('outcome', 'price_changed', 'priceCents', tier.price_cents);
    END IF;
    RETURN jsonb_build_object('outcome', 'sold_out', 'available', tier.capacity - tier.held - tier.sold);
  END IF;

  UPDATE buyer_counters SET held = held + p_quantity, purchase_limit = most
   WHERE event_id = p_event AND buyer_id = p_buyer;
  deadline := date_trunc('milliseconds', clock_timestamp())
    + make_interval(secs => coalesce(sale.reservation_ttl_seconds, p_default_ttl));
  INSERT INTO reservations (id, event_id, tier_id, buyer_id, token, quantity, price_cents, expires_at)
    VALUES (p_reservation, p_event, p_tier, p_buyer, p_token, p_quantity, tier.price_cents, deadline);
  RETURN jsonb_build_object('outcome', 'held', 'fresh', true, 'expiresAt', deadline);
END $$;

/* Turns a paid hold into an order with its tickets, one for each code.
   {outcome: issued, orderId, fresh} (the same order when repeated)
   | {outcome: not_active} (the hold is gone: give the charge back) */
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
    id, reservation_id, checkout_session_id, event_id, tier_id, tier_name, buyer_id, quantity, total_price_cents
  )
    SELECT p_order, place.id, s.id, place.event_id, place.tier_id, t.name, place.buyer_id,
        place.quantity, place.quantity * place.price_cents
      FROM checkout_sessions s, tiers t WHERE s.reservation_id = place.id AND t.id = place.tier_id;
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
