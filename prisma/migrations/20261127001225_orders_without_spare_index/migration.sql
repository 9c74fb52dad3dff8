-- The index of before, which the one with the id replaces.
DROP INDEX CONCURRENTLY orders_event_id_created_at_idx;
