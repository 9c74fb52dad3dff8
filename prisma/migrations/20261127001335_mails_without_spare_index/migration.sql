-- The index of before, which the one with the kind replaces.
DROP INDEX CONCURRENTLY mails_due;
