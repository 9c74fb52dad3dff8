-- What a buyer's bank takes back of a payment (a chargeback), as the provider reports it.

CREATE TYPE "DisputeState" AS ENUM ('open', 'won', 'lost');

CREATE TABLE disputes (
  -- That of the provider.
  id           text PRIMARY KEY,
  payment_key  text NOT NULL,
  -- None for a payment that bought nothing.
  order_id     uuid REFERENCES orders (id) ON DELETE CASCADE,
  amount_cents integer NOT NULL CHECK (amount_cents >= 0),
  state        "DisputeState" NOT NULL,
  created_at   timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  closed_at    timestamptz(3),
  CONSTRAINT disputes_closed_once CHECK ((state = 'open') = (closed_at IS NULL))
);
CREATE INDEX disputes_order_id_idx ON disputes (order_id);
CREATE INDEX disputes_open ON disputes (created_at) WHERE state = 'open';

/* As before, and disputed until the dispute is won. */
CREATE OR REPLACE FUNCTION order_status(o orders) RETURNS "OrderStatus" LANGUAGE sql STABLE AS $$
  SELECT (CASE
    WHEN EXISTS (SELECT FROM disputes d WHERE d.order_id = o.id AND d.state <> 'won') THEN 'disputed'
    WHEN o.refunded_cents = o.total_price_cents AND (o.total_price_cents > 0 OR o.returned_tickets = o.quantity)
      THEN 'refunded'
    WHEN o.refunded_cents > 0 OR o.returned_tickets > 0 THEN 'partly_refunded'
    ELSE 'paid'
  END)::"OrderStatus"
$$;

/* Notes a dispute over a payment, and what its order becomes by it. Reports come twice and in any order: one that says
   `open` changes nothing of a dispute that has ended. Locks as every step of the order does.
   noted | unchanged | unknown (there is no such payment) */
CREATE FUNCTION note_dispute(p_key text, p_id text, p_amount integer, p_state "DisputeState")
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  place uuid;
  sold  uuid;
BEGIN
  SELECT reservation_id INTO place FROM payments WHERE key = p_key;
  -- A worker of an earlier release wrote no payment down.
  IF NOT FOUND AND p_key ~ '^reservation/[0-9a-f-]{36}$' THEN
    SELECT id INTO place FROM reservations WHERE id = substr(p_key, length('reservation/') + 1)::uuid;
  END IF;
  IF place IS NULL THEN RETURN 'unknown'; END IF;
  PERFORM lock_reservation(place);
  SELECT id INTO sold FROM orders WHERE reservation_id = place FOR UPDATE;
  INSERT INTO disputes AS known (id, payment_key, order_id, amount_cents, state, closed_at)
    VALUES (p_id, p_key, sold, p_amount, p_state, CASE WHEN p_state <> 'open' THEN clock_timestamp() END)
    ON CONFLICT (id) DO UPDATE
      SET state = excluded.state, amount_cents = excluded.amount_cents, closed_at = excluded.closed_at
      WHERE excluded.state <> 'open' AND known.state <> excluded.state;
  IF NOT FOUND THEN RETURN 'unchanged'; END IF;
  UPDATE orders o SET status = order_status(o) WHERE id = sold;
  RETURN 'noted';
END $$;
