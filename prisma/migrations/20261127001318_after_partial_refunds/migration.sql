-- Receipts, cancelled events and limits of buyers see what of an order was given back.

/* Whether no ticket of an order lets anybody in any more. */
CREATE FUNCTION is_order_void(o orders) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT o.refund_due_at IS NOT NULL OR o.status = 'disputed'
    OR EXISTS (SELECT FROM events e WHERE e.id = o.event_id AND e.status = 'canceled')
    OR NOT EXISTS (SELECT FROM tickets t WHERE t.order_id = o.id AND t.refund_id IS NULL)
$$;

/* As before, also for an order of which some tickets are valid. Queues a receipt once more, `p_most` times for an
   order at most. Another address than before becomes that of the order, and the links that went to the earlier one
   end. `p_buyer` is whose order it must be; null for an organiser.
   queued | on_its_way (the same mail is queued already) | unknown | no_address | void | enough */
CREATE OR REPLACE FUNCTION resend_receipt(p_order uuid, p_buyer text, p_recipient text, p_most integer)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  sold  orders%ROWTYPE;
  given text;
  made  integer;
BEGIN
  SELECT * INTO sold FROM orders WHERE id = p_order FOR UPDATE;
  IF NOT FOUND OR sold.buyer_id <> p_buyer THEN RETURN 'unknown'; END IF;
  given := coalesce(p_recipient, sold.buyer_email);
  IF given IS NULL THEN RETURN 'no_address'; END IF;
  IF is_order_void(sold) THEN RETURN 'void'; END IF;
  IF EXISTS (SELECT FROM mails WHERE order_id = p_order AND kind = 'receipt' AND state = 'queued' AND recipient = given)
  THEN RETURN 'on_its_way'; END IF;
  SELECT count(*) INTO made FROM mails WHERE order_id = p_order AND kind = 'receipt';
  IF made > p_most THEN RETURN 'enough'; END IF;

  IF given IS DISTINCT FROM sold.buyer_email THEN
    UPDATE orders SET buyer_email = given, link_number = link_number + 1 WHERE id = p_order;
  END IF;
  INSERT INTO mails (order_id, kind, recipient, resend)
    SELECT p_order, 'receipt', given, count(*) FROM mails
     WHERE order_id = p_order AND kind = 'receipt' AND recipient = given;
  RETURN 'queued';
END $$;

/* As before, also for orders that were refunded in part. Ends the holds of a cancelled event, with their checkout
   sessions, and marks its orders for refund of what is left. A hold whose payment has begun waits for the outcome: it
   may be paid for already, and then becomes an order that is marked too. Locks as every purchase step does, buyers'
   counters first; those of payments under way too, so that their order comes wholly before or wholly after the mark.
   Returns the purchases of the event that were cancelled and whose workflow may not know: all before their deadline.
   Repeating changes nothing; an event that is not cancelled stays as it is. */
CREATE OR REPLACE FUNCTION settle_canceled_event(p_event uuid) RETURNS SETOF uuid LANGUAGE plpgsql AS $$
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
   WHERE event_id = p_event AND status <> 'refunded' AND refund_due_at IS NULL;
  RETURN QUERY SELECT id FROM reservations
    WHERE event_id = p_event AND status = 'canceled' AND expires_at > clock_timestamp();
END $$;

/* As before; tickets that were given back count no more. Takes `quantity` tickets for a buyer. Purchase limit and
   time to live are the event's own, or the given defaults. Where the buyer was shown another price than the tier has
   now, nothing is held.
   {outcome: held, fresh, expiresAt, inCheckout (when repeated)}
   | {outcome: limit, limit, alreadyPurchased, activeHolds} | {outcome: sold_out, available}
   | {outcome: tier_limit, tierId, limit, alreadyPurchased, activeHolds} (the same of one tier)
   | {outcome: already_active, reservationId, expiresAt} | {outcome: price_changed, priceCents}
   | {outcome: unknown_tier | not_on_sale | paused}
   | {outcome: ended} (this very reservation was made before and is over) */
CREATE OR REPLACE FUNCTION hold_tickets(
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
  SELECT coalesce(sum(quantity - returned_tickets), 0) INTO bought_of_tier FROM orders
   WHERE event_id = p_event AND buyer_id = p_buyer AND tier_id = p_tier;
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
