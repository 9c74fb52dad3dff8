-- What all buyers of an event are told: that it is cancelled, or when and where it takes place now. A row is written
-- with the change itself, and a worker queues the mails page by page: thousands of them are never one transaction.

CREATE TABLE announcements (
  event_id      uuid NOT NULL REFERENCES events (id) ON DELETE CASCADE,
  -- The first of an event is 1.
  number        integer NOT NULL CHECK (number > 0),
  kind          "MailKind" NOT NULL CHECK (kind IN ('event_changed', 'event_canceled')),
  -- The event before the change and after it. Changes within a few minutes are one.
  old_venue     text NOT NULL,
  old_starts_at timestamptz(3) NOT NULL,
  old_time_zone text,
  venue         text NOT NULL,
  starts_at     timestamptz(3) NOT NULL,
  time_zone     text,
  created_at    timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  -- When the last of its changes was made.
  changed_at    timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  -- From when on its mails are queued.
  due_at        timestamptz(3) NOT NULL,
  started_at    timestamptz(3),
  -- The last order that was looked at.
  after_at      timestamptz(3) NOT NULL DEFAULT 'epoch',
  after_id      uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
  -- Mails that were queued so far.
  mails         integer NOT NULL DEFAULT 0,
  done_at       timestamptz(3),
  PRIMARY KEY (event_id, number)
);
CREATE INDEX announcements_due ON announcements (due_at) WHERE done_at IS NULL;

/* Whether an order has tickets that let somebody in, as long as its event takes place. */
CREATE FUNCTION order_lets_in(p_order orders) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT p_order.status::text IN ('paid', 'partly_refunded') AND p_order.refund_due_at IS NULL
$$;

CREATE FUNCTION next_announcement(p_event uuid) RETURNS integer LANGUAGE sql STABLE AS $$
  SELECT 1 + coalesce(max(number), 0) FROM announcements WHERE event_id = p_event
$$;

/* Five minutes after the last change, and fifteen after the first one, buyers are told of all of them at once. The lock
   on the event's row lets one change of it come after the other. */
CREATE FUNCTION announce_event_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- What is over is no news.
  IF greatest(OLD.starts_at, NEW.starts_at) < clock_timestamp() THEN RETURN NULL; END IF;
  UPDATE announcements
     SET venue = NEW.venue, starts_at = NEW.starts_at, time_zone = NEW.time_zone, changed_at = clock_timestamp(),
         due_at = least(created_at + interval '15 minutes', clock_timestamp() + interval '5 minutes')
   WHERE event_id = NEW.id AND kind = 'event_changed' AND started_at IS NULL;
  IF NOT FOUND THEN
    INSERT INTO announcements (
      event_id, number, kind, old_venue, old_starts_at, old_time_zone, venue, starts_at, time_zone, due_at
    ) VALUES (
      NEW.id, next_announcement(NEW.id), 'event_changed', OLD.venue, OLD.starts_at, OLD.time_zone,
      NEW.venue, NEW.starts_at, NEW.time_zone, clock_timestamp() + interval '5 minutes'
    );
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER events_announce_change AFTER UPDATE ON events
  FOR EACH ROW WHEN (
    NEW.status NOT IN ('draft', 'canceled')
    AND (OLD.venue, OLD.starts_at, coalesce(OLD.time_zone, 'UTC'))
      IS DISTINCT FROM (NEW.venue, NEW.starts_at, coalesce(NEW.time_zone, 'UTC'))
  ) EXECUTE FUNCTION announce_event_change();

/* A cancelled event is told of at once. By its name this trigger comes before the one that marks the orders, so that
   the mark is never older than the announcement. A change that nobody was told of yet is told no more. */
CREATE FUNCTION announce_canceled_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM announcements WHERE event_id = NEW.id AND started_at IS NULL;
  INSERT INTO announcements (
    event_id, number, kind, old_venue, old_starts_at, old_time_zone, venue, starts_at, time_zone, due_at
  ) VALUES (
    NEW.id, next_announcement(NEW.id), 'event_canceled', NEW.venue, NEW.starts_at, NEW.time_zone,
    NEW.venue, NEW.starts_at, NEW.time_zone, clock_timestamp()
  );
  RETURN NULL;
END $$;
CREATE TRIGGER events_announce_cancel AFTER UPDATE ON events
  FOR EACH ROW WHEN (NEW.status = 'canceled' AND OLD.status <> 'canceled')
  EXECUTE FUNCTION announce_canceled_event();

/* Whether the buyer of an order is told: of a change if the order lets somebody in and is older than the change; of the
   end of an event unless all of the order was given back before. */
CREATE FUNCTION is_told(p_order orders, p_told announcements) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT p_order.buyer_email IS NOT NULL AND CASE p_told.kind
    WHEN 'event_changed' THEN order_lets_in(p_order) AND p_order.created_at <= p_told.changed_at
    ELSE p_order.refund_due_at >= p_told.created_at OR p_order.total_price_cents > coalesce((
      SELECT sum(amount_cents) FROM refunds f WHERE f.order_id = p_order.id AND f.created_at < p_told.created_at
    ), -1) END
$$;

/* Queues the mails of the announcement that is due for longest, for the next orders of its event, `p_most` of them at
   most; repeating goes on behind them. Returns how many orders were looked at: 0 when nothing is due. */
CREATE FUNCTION queue_announced_mails(p_most integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  told   announcements;
  page   uuid[];
  queued integer;
BEGIN
  SELECT * INTO told FROM announcements WHERE done_at IS NULL AND due_at <= now()
   ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED;
  IF NOT FOUND THEN RETURN 0; END IF;
  -- A change that was taken back, or that nobody needs to know any more.
  IF told.kind = 'event_changed' AND (
    EXISTS (SELECT FROM events WHERE id = told.event_id AND status = 'canceled')
    OR (told.old_venue, told.old_starts_at, coalesce(told.old_time_zone, 'UTC'))
      = (told.venue, told.starts_at, coalesce(told.time_zone, 'UTC'))
  ) THEN
    DELETE FROM announcements WHERE event_id = told.event_id AND number = told.number AND started_at IS NULL;
    UPDATE announcements SET done_at = clock_timestamp() WHERE event_id = told.event_id AND number = told.number;
    RETURN 1;
  END IF;

  page := ARRAY(
    SELECT id FROM orders
     WHERE event_id = told.event_id AND (created_at, id) > (told.after_at, told.after_id)
     ORDER BY created_at, id LIMIT p_most
  );
  INSERT INTO mails (order_id, kind, recipient, occasion)
    SELECT o.id, told.kind, o.buyer_email, CASE told.kind WHEN 'event_changed' THEN told.number::text ELSE '' END
      -- In one order, as everybody locks them.
      FROM orders o WHERE o.id = ANY(page) AND is_told(o, told) ORDER BY o.id
    ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS queued = ROW_COUNT;
  UPDATE announcements
     SET started_at = coalesce(started_at, clock_timestamp()), mails = mails + queued,
         done_at = CASE WHEN cardinality(page) < p_most THEN clock_timestamp() END
   WHERE event_id = told.event_id AND number = told.number;
  UPDATE announcements a SET after_at = o.created_at, after_id = o.id
    FROM orders o WHERE o.id = page[cardinality(page)] AND a.event_id = told.event_id AND a.number = told.number;
  RETURN greatest(cardinality(page), 1);
END $$;

/* As before. An order that met the end of its event, and so is due for a refund as it is made, has no tickets to send:
   its buyer is told of the end, also where all others have been already. */
CREATE OR REPLACE FUNCTION queue_receipt() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO mails (order_id, kind, recipient) VALUES (
    NEW.id, CASE WHEN NEW.refund_due_at IS NULL THEN 'receipt' ELSE 'event_canceled' END::"MailKind", NEW.buyer_email
  );
  RETURN NULL;
END $$;

-- Whoever notes that money is back, its buyer is told with that.
CREATE FUNCTION queue_refund_mail() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO mails (order_id, kind, recipient, occasion)
    SELECT id, 'refund', buyer_email, NEW.id::text FROM orders
     WHERE id = NEW.order_id AND buyer_email IS NOT NULL
    ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER refunds_queue_mail AFTER UPDATE OF state ON refunds
  FOR EACH ROW WHEN (NEW.state = 'paid' AND OLD.state <> 'paid') EXECUTE FUNCTION queue_refund_mail();
