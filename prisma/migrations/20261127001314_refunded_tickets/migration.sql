-- The tickets of a refund, without reading the many that have none.
CREATE INDEX CONCURRENTLY tickets_refund_id_idx ON tickets (refund_id) WHERE refund_id IS NOT NULL;
