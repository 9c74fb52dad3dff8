-- Orders that are due for a refund as a whole, also of those that were refunded in part before.
CREATE INDEX CONCURRENTLY orders_due ON orders (event_id, refund_due_at)
  WHERE status <> 'refunded' AND refund_due_at IS NOT NULL;
