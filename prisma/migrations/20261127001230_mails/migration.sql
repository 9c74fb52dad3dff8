-- What is written to buyers: a row is queued with what it is about, and a worker passes it on to the mail server.

-- Another kind needs a value here and its template in activities/mail/templates.ts.
CREATE TYPE "MailKind" AS ENUM ('receipt');
CREATE TYPE "MailState" AS ENUM ('queued', 'sent', 'failed');

/* One row for each mail: the first of a kind to an address has resend 0. `due_at` is when a worker looks at a queued
   mail next. `last_error` is a code of the mail server or of the connection, and never quotes an address. */
CREATE TABLE mails (
  id         uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  order_id   uuid NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
  kind       "MailKind" NOT NULL,
  recipient  text NOT NULL,
  resend     integer NOT NULL DEFAULT 0 CHECK (resend >= 0),
  state      "MailState" NOT NULL DEFAULT 'queued',
  attempts   integer NOT NULL DEFAULT 0,
  last_error text,
  message_id text,
  due_at     timestamptz(3) NOT NULL DEFAULT now(),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  sent_at    timestamptz(3),
  CONSTRAINT mails_once UNIQUE (order_id, kind, recipient, resend)
);
-- Empty most of the time, so that looking for due mails every other second costs next to nothing.
CREATE INDEX mails_due ON mails (due_at) WHERE state = 'queued';

-- Links in mails name an order and this number; raising it ends all links that were sent before.
ALTER TABLE orders ADD COLUMN link_number integer NOT NULL DEFAULT 1;

-- Whoever makes an order, its receipt is queued with it.
CREATE FUNCTION queue_receipt() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO mails (order_id, kind, recipient) VALUES (NEW.id, 'receipt', NEW.buyer_email);
  RETURN NULL;
END $$;
CREATE TRIGGER orders_queue_receipt AFTER INSERT ON orders
  FOR EACH ROW WHEN (NEW.buyer_email IS NOT NULL) EXECUTE FUNCTION queue_receipt();

/* Queues a receipt once more, `p_most` times for an order at most. Another address than before becomes that of the
   order, and the links that went to the earlier one end. `p_buyer` is whose order it must be; null for an organiser.
   queued | on_its_way (the same mail is queued already) | unknown | no_address | void | enough */
CREATE FUNCTION resend_receipt(p_order uuid, p_buyer text, p_recipient text, p_most integer)
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
  IF sold.status <> 'paid' OR sold.refund_due_at IS NOT NULL THEN RETURN 'void'; END IF;
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
