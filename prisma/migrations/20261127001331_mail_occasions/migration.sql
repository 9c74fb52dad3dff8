-- What a mail tells of, where an order may get several of its kind: the id of a refund, or the number of an
-- announcement. A mail whose buyer's data was erased has no recipient any more.
ALTER TABLE mails
  ADD COLUMN occasion text NOT NULL DEFAULT '',
  ALTER COLUMN recipient DROP NOT NULL;
