-- In which currency an event sells, what an order is called, and who bought it.

-- ISO 4217. Prices are integers of its smallest unit, whatever their column is called.
ALTER TABLE events ADD COLUMN currency text NOT NULL DEFAULT 'USD' CHECK (currency ~ '^[A-Z]{3}$');

-- As the buyer gave them at checkout.
ALTER TABLE checkout_sessions ADD COLUMN buyer_name text, ADD COLUMN buyer_email text;

/* A number that people can read out: eight of 32 letters and digits, none of which looks like another one. Chosen at
   random, so that it tells nothing about how much is sold. */
CREATE FUNCTION new_order_number() RETURNS text LANGUAGE sql VOLATILE AS $$
  SELECT string_agg(substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', 1 + (get_byte(random, n) & 31), 1), '')
    FROM (SELECT uuid_send(gen_random_uuid()) AS random) AS bytes, generate_series(8, 15) AS n
$$;

ALTER TABLE orders
  ADD COLUMN number text NOT NULL UNIQUE DEFAULT new_order_number(),
  ADD COLUMN currency text NOT NULL DEFAULT 'USD' CHECK (currency ~ '^[A-Z]{3}$'),
  ADD COLUMN buyer_name text,
  ADD COLUMN buyer_email text;
