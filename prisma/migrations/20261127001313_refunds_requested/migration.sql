-- What is still to be given back is looked for every few seconds: little, among all that ever was.
CREATE INDEX CONCURRENTLY refunds_requested ON refunds (event_id, attempts, created_at) WHERE state = 'requested';
