-- Checkouts that ended without an order before they forgot their buyers by themselves.
UPDATE checkout_sessions SET buyer_name = NULL, buyer_email = NULL
 WHERE status IN ('failed', 'expired', 'canceled') AND (buyer_name IS NOT NULL OR buyer_email IS NOT NULL);
