-- A page of the orders of all events is read in this order.
CREATE INDEX CONCURRENTLY orders_created_at_id_idx ON orders (created_at, id);
