-- The few orders that were refunded or disputed are found without reading the many that were not.
CREATE INDEX CONCURRENTLY orders_not_paid ON orders (created_at, id) WHERE status <> 'paid';
