-- Receipts first: a cancelled event queues thousands of other mails.
CREATE INDEX CONCURRENTLY mails_due_by_kind ON mails (kind, due_at) WHERE state = 'queued';
