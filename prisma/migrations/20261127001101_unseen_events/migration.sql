-- The check-up asks every minute which sales have not acted on their newest revision: hardly ever any, among all events
-- that there ever were.
CREATE INDEX CONCURRENTLY events_unseen ON events (id) WHERE revision <> seen_revision;
