-- Who owes money back is asked every minute: hardly ever anybody, among all orders that there ever were.
CREATE INDEX CONCURRENTLY orders_refund_due ON orders (event_id, refund_due_at)
  WHERE status = 'paid' AND refund_due_at IS NOT NULL;
