-- Buyers whose name and address are forgotten: from their orders, the mails about these, and their checkouts.

-- Since when an order says nothing of its buyer any more, and takes no address either.
ALTER TABLE orders ADD COLUMN buyer_erased_at timestamptz(3);

-- A checkout that ends without an order keeps no name and no address.
CREATE FUNCTION forget_buyer_of_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.buyer_name := NULL;
  NEW.buyer_email := NULL;
  RETURN NEW;
END $$;
CREATE TRIGGER checkout_sessions_forget_buyer BEFORE UPDATE OF status ON checkout_sessions
  FOR EACH ROW WHEN (NEW.status IN ('failed', 'expired', 'canceled')) EXECUTE FUNCTION forget_buyer_of_session();

/* What an order's buyer can be told of a kind, by the newest occasion; NULL where there is nothing of it to tell. */
CREATE FUNCTION mail_occasion(p_order orders, p_kind "MailKind") RETURNS text LANGUAGE sql STABLE AS $$
  SELECT CASE p_kind
    WHEN 'receipt' THEN ''
    WHEN 'event_canceled' THEN (SELECT '' FROM events WHERE id = p_order.event_id AND status = 'canceled')
    WHEN 'refund' THEN (
      SELECT id::text FROM refunds WHERE order_id = p_order.id AND state = 'paid' ORDER BY settled_at DESC, id LIMIT 1
    )
    WHEN 'event_changed' THEN (
      SELECT number::text FROM announcements
       WHERE event_id = p_order.event_id AND kind = 'event_changed' AND started_at IS NOT NULL
         AND changed_at >= p_order.created_at ORDER BY number DESC LIMIT 1
    ) END
$$;

/* Queues a mail of a kind once more, about its newest occasion, `p_most` times at most. Another address than before
   becomes that of the order, and the links that went to the earlier one end. `p_buyer` is whose order it must be; null
   for an organiser.
   queued | on_its_way (the same mail is queued already) | unknown | erased | no_address | void | nothing_to_tell
   | enough */
CREATE FUNCTION resend_mail(p_order uuid, p_buyer text, p_kind "MailKind", p_recipient text, p_most integer)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  sold  orders;
  given text;
  about text;
  made  integer;
BEGIN
  SELECT * INTO sold FROM orders WHERE id = p_order FOR UPDATE;
  IF NOT FOUND OR sold.buyer_id <> p_buyer THEN RETURN 'unknown'; END IF;
  IF sold.buyer_erased_at IS NOT NULL THEN RETURN 'erased'; END IF;
  given := coalesce(p_recipient, sold.buyer_email);
  IF given IS NULL THEN RETURN 'no_address'; END IF;
  IF p_kind IN ('receipt', 'event_changed') AND NOT order_lets_in(sold) THEN RETURN 'void'; END IF;
  about := mail_occasion(sold, p_kind);
  IF about IS NULL THEN RETURN 'nothing_to_tell'; END IF;
  IF EXISTS (
    SELECT FROM mails WHERE order_id = p_order AND kind = p_kind AND occasion = about AND recipient = given
      AND state = 'queued'
  ) THEN RETURN 'on_its_way'; END IF;
  SELECT count(*) INTO made FROM mails WHERE order_id = p_order AND kind = p_kind AND occasion = about;
  IF made > p_most THEN RETURN 'enough'; END IF;

  IF given IS DISTINCT FROM sold.buyer_email THEN
    UPDATE orders SET buyer_email = given, link_number = link_number + 1 WHERE id = p_order;
  END IF;
  INSERT INTO mails (order_id, kind, recipient, occasion, resend)
    SELECT p_order, p_kind, given, about, count(*) FROM mails
     WHERE order_id = p_order AND kind = p_kind AND occasion = about AND recipient = given;
  RETURN 'queued';
END $$;

/* As before, for an API of the release before. */
CREATE OR REPLACE FUNCTION resend_receipt(p_order uuid, p_buyer text, p_recipient text, p_most integer)
RETURNS text LANGUAGE sql AS $$ SELECT resend_mail(p_order, p_buyer, 'receipt', p_recipient, p_most) $$;

/* What an erasure of a buyer would touch: all orders; those that are erased already; those whose tickets let somebody
   in at an event that is still to come; and purchases that are under way. */
CREATE FUNCTION buyer_records(
  p_buyer text, OUT orders integer, OUT erased integer, OUT to_come integer, OUT under_way integer
) LANGUAGE sql STABLE AS $$
  SELECT count(*)::integer, count(o.buyer_erased_at)::integer,
      count(*) FILTER (WHERE order_lets_in(o) AND e.status <> 'canceled' AND e.starts_at > now())::integer,
      (SELECT count(*)::integer FROM reservations r WHERE r.buyer_id = p_buyer AND r.status = 'active')
    FROM orders o JOIN events e ON e.id = o.event_id WHERE o.buyer_id = p_buyer
$$;

/* Forgets the name and the address of a buyer, and ends the links in the mails that they got. What was sold and paid
   stays, and so do the tickets. Locks as purchase steps do, buyers' counters first, so that an order that is just being
   made comes wholly before or wholly after. Repeating changes nothing.
   {outcome: unknown} | {outcome: under_way | to_come, count} (unless confirmed)
   | {outcome: erased, orders, mails, sessions, keys} */
CREATE FUNCTION erase_buyer(p_buyer text, p_confirmed boolean) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  records  record;
  own      uuid[];
  opened   uuid[];
  n_orders integer;
  n_mails  integer;
  n_opened integer;
  n_keys   integer;
BEGIN
  PERFORM 1 FROM (
    SELECT c.buyer_id FROM buyer_counters c JOIN reservations r USING (event_id, buyer_id)
     WHERE r.buyer_id = p_buyer AND r.status = 'active' ORDER BY c.event_id FOR UPDATE OF c
  ) AS locked;
  own := ARRAY(SELECT id FROM orders WHERE buyer_id = p_buyer ORDER BY id FOR UPDATE);
  SELECT * INTO records FROM buyer_records(p_buyer);
  IF records.orders = 0 AND records.under_way = 0 THEN RETURN jsonb_build_object('outcome', 'unknown'); END IF;
  IF NOT p_confirmed AND records.under_way > 0 THEN
    RETURN jsonb_build_object('outcome', 'under_way', 'count', records.under_way);
  ELSIF NOT p_confirmed AND records.to_come > 0 AND records.erased < records.orders THEN
    RETURN jsonb_build_object('outcome', 'to_come', 'count', records.to_come);
  END IF;

  UPDATE orders SET buyer_name = NULL, buyer_email = NULL, link_number = link_number + 1,
      buyer_erased_at = clock_timestamp()
   WHERE id = ANY(own) AND buyer_erased_at IS NULL;
  GET DIAGNOSTICS n_orders = ROW_COUNT;
  UPDATE mails SET recipient = NULL, last_error = CASE state WHEN 'queued' THEN 'erased' ELSE last_error END,
      state = CASE state WHEN 'queued' THEN 'failed' ELSE state END
   WHERE order_id = ANY(own) AND recipient IS NOT NULL;
  GET DIAGNOSTICS n_mails = ROW_COUNT;
  opened := ARRAY(
    SELECT checkout_session_id FROM idempotency_keys WHERE buyer_id = p_buyer
    UNION SELECT checkout_session_id FROM orders WHERE id = ANY(own)
  );
  UPDATE checkout_sessions SET buyer_name = NULL, buyer_email = NULL
   WHERE id = ANY(opened) AND (buyer_name IS NOT NULL OR buyer_email IS NOT NULL);
  GET DIAGNOSTICS n_opened = ROW_COUNT;
  -- Fingerprints are made of name and address, too. A purchase that is under way needs its own to know a repeat.
  DELETE FROM idempotency_keys k USING checkout_sessions s
   WHERE k.buyer_id = p_buyer AND s.id = k.checkout_session_id AND s.status <> 'pending';
  GET DIAGNOSTICS n_keys = ROW_COUNT;
  RETURN jsonb_build_object(
    'outcome', 'erased', 'orders', n_orders, 'mails', n_mails, 'sessions', n_opened, 'keys', n_keys
  );
END $$;
