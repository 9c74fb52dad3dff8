-- Once for each occasion, and no longer once for each kind.
ALTER TABLE mails DROP CONSTRAINT mails_once;
ALTER TABLE mails ADD CONSTRAINT mails_once UNIQUE USING INDEX mails_of_an_occasion;
