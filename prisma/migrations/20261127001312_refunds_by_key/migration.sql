-- A key of an organiser stands for one refund of an order; and all refunds of an order are found by it.
CREATE UNIQUE INDEX CONCURRENTLY refunds_order_id_idempotency_key_key ON refunds (order_id, idempotency_key);
