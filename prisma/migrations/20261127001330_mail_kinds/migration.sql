-- What buyers are written beside the receipt, the most urgent first: due mails are sent in the order of these values.
-- They stand alone here, because no value can be used in the transaction that adds it.
ALTER TYPE "MailKind" ADD VALUE 'event_canceled';
ALTER TYPE "MailKind" ADD VALUE 'event_changed';
ALTER TYPE "MailKind" ADD VALUE 'refund';
