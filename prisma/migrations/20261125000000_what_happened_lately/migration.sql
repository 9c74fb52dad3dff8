-- The organiser's page reads what was held and sold in the last minutes every two seconds: that must not cost a read of
-- the whole sale.
CREATE INDEX reservations_event_id_created_at_idx ON reservations (event_id, created_at);
CREATE INDEX orders_event_id_created_at_idx ON orders (event_id, created_at);
