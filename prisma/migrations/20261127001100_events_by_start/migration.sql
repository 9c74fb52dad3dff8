-- A page of the list of events is read in this order, also when there are thousands of past ones.
CREATE INDEX CONCURRENTLY events_starts_at_id_idx ON events (starts_at, id);
