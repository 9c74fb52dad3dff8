CREATE TYPE "EventStatus" AS ENUM ('draft', 'scheduled', 'on_sale', 'closed', 'canceled');
CREATE TYPE "ReservationStatus" AS ENUM ('active', 'converted', 'expired', 'canceled');
CREATE TYPE "CheckoutStatus" AS ENUM ('pending', 'completed', 'failed', 'expired', 'canceled');
CREATE TYPE "OrderStatus" AS ENUM ('paid', 'refunded');
CREATE TYPE "ChargeStatus" AS ENUM ('captured', 'declined', 'refunded');

CREATE TABLE events (
  id                      uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name                    text NOT NULL,
  venue                   text NOT NULL,
  description             text NOT NULL DEFAULT '',
  starts_at               timestamptz(3) NOT NULL,
  on_sale_at              timestamptz(3) NOT NULL,
  status                  "EventStatus" NOT NULL DEFAULT 'draft',
  paused                  boolean NOT NULL DEFAULT false,
  wave_size               integer CHECK (wave_size > 0),
  wave_interval_ms        integer CHECK (wave_interval_ms > 0),
  access_ttl_seconds      integer CHECK (access_ttl_seconds > 0),
  reservation_ttl_seconds integer CHECK (reservation_ttl_seconds > 0),
  purchase_limit          integer CHECK (purchase_limit > 0),
  created_at              timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT events_sale_opens_before_start CHECK (on_sale_at <= starts_at)
);
CREATE INDEX events_status_starts_at_idx ON events (status, starts_at);

CREATE TABLE tiers (
  id             uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  event_id       uuid NOT NULL REFERENCES events (id) ON DELETE CASCADE,
  name           text NOT NULL,
  price_cents    integer NOT NULL CHECK (price_cents >= 0),
  capacity       integer NOT NULL CHECK (capacity >= 0),
  per_user_limit integer NOT NULL CHECK (per_user_limit > 0),
  held           integer NOT NULL DEFAULT 0 CHECK (held >= 0),
  sold           integer NOT NULL DEFAULT 0 CHECK (sold >= 0),
  created_at     timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT tiers_never_oversold CHECK (held + sold <= capacity),
  CONSTRAINT tiers_event_id_name_key UNIQUE (event_id, name)
) WITH (fillfactor = 50); -- hot rows: room on the page keeps counter updates in place

CREATE TABLE buyer_counters (
  event_id       uuid NOT NULL REFERENCES events (id) ON DELETE CASCADE,
  buyer_id       text NOT NULL,
  held           integer NOT NULL DEFAULT 0 CHECK (held >= 0),
  bought         integer NOT NULL DEFAULT 0 CHECK (bought >= 0),
  purchase_limit integer NOT NULL,
  PRIMARY KEY (event_id, buyer_id),
  CONSTRAINT buyer_counters_within_limit CHECK (held + bought <= purchase_limit)
);

CREATE TABLE reservations (
  id                 uuid PRIMARY KEY,
  event_id           uuid NOT NULL REFERENCES events (id) ON DELETE CASCADE,
  tier_id            uuid NOT NULL REFERENCES tiers (id),
  buyer_id           text NOT NULL,
  token              uuid NOT NULL,
  quantity           integer NOT NULL CHECK (quantity > 0),
  price_cents        integer NOT NULL,
  status             "ReservationStatus" NOT NULL DEFAULT 'active',
  expires_at         timestamptz(3) NOT NULL,
  payment_started_at timestamptz(3),
  created_at         timestamptz(3) NOT NULL DEFAULT now(),
  ended_at           timestamptz(3)
);
CREATE UNIQUE INDEX reservations_one_active_per_buyer ON reservations (event_id, buyer_id) WHERE status = 'active';
CREATE INDEX reservations_event_id_buyer_id_idx ON reservations (event_id, buyer_id);
CREATE INDEX reservations_due ON reservations (expires_at) WHERE status = 'active';

CREATE FUNCTION keep_ended_reservation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'reservation % has ended as % and cannot change', OLD.id, OLD.status
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER reservations_end_once BEFORE UPDATE ON reservations
  FOR EACH ROW WHEN (OLD.status <> 'active') EXECUTE FUNCTION keep_ended_reservation();

CREATE TABLE checkout_sessions (
  id             uuid PRIMARY KEY,
  reservation_id uuid NOT NULL UNIQUE REFERENCES reservations (id) ON DELETE CASCADE,
  buyer_id       text NOT NULL,
  status         "CheckoutStatus" NOT NULL DEFAULT 'pending',
  created_at     timestamptz(3) NOT NULL DEFAULT now()
);

CREATE TABLE idempotency_keys (
  buyer_id            text NOT NULL,
  key                 text NOT NULL,
  fingerprint         text NOT NULL,
  checkout_session_id uuid NOT NULL REFERENCES checkout_sessions (id) ON DELETE CASCADE,
  created_at          timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (buyer_id, key)
);
CREATE INDEX idempotency_keys_checkout_session_id_idx ON idempotency_keys (checkout_session_id);

CREATE TABLE orders (
  id                  uuid PRIMARY KEY,
  reservation_id      uuid NOT NULL UNIQUE REFERENCES reservations (id),
  checkout_session_id uuid NOT NULL UNIQUE REFERENCES checkout_sessions (id),
  event_id            uuid NOT NULL REFERENCES events (id),
  tier_id             uuid NOT NULL REFERENCES tiers (id),
  buyer_id            text NOT NULL,
  quantity            integer NOT NULL CHECK (quantity > 0),
  total_price_cents   integer NOT NULL CHECK (total_price_cents >= 0),
  status              "OrderStatus" NOT NULL DEFAULT 'paid',
  created_at          timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX orders_buyer_id_created_at_idx ON orders (buyer_id, created_at);
CREATE INDEX orders_event_id_buyer_id_idx ON orders (event_id, buyer_id);

CREATE TABLE tickets (
  id         uuid PRIMARY KEY,
  order_id   uuid NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
  event_id   uuid NOT NULL REFERENCES events (id),
  tier_id    uuid NOT NULL REFERENCES tiers (id),
  buyer_id   text NOT NULL,
  code       text NOT NULL UNIQUE,
  qr_sig     text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX tickets_buyer_id_created_at_idx ON tickets (buyer_id, created_at);
CREATE INDEX tickets_order_id_idx ON tickets (order_id);

CREATE TABLE simulated_charges (
  idempotency_key text PRIMARY KEY,
  amount_cents    integer NOT NULL CHECK (amount_cents >= 0),
  status          "ChargeStatus" NOT NULL,
  created_at      timestamptz(3) NOT NULL DEFAULT now(),
  refunded_at     timestamptz(3)
);
