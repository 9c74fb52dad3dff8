-- The few mails that could not be sent are found without reading those that were.
CREATE INDEX CONCURRENTLY mails_failed ON mails (created_at) WHERE state = 'failed';
