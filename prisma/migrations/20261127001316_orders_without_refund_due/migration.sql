-- It had only those that are paid; orders_due has them all.
DROP INDEX CONCURRENTLY orders_refund_due;
