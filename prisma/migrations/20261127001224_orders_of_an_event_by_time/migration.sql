-- A page of the orders of one event is read in this order; without the id the index of all orders could look as good.
CREATE INDEX CONCURRENTLY orders_event_id_created_at_id_idx ON orders (event_id, created_at, id);
