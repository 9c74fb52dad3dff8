CREATE UNIQUE INDEX CONCURRENTLY mails_of_an_occasion ON mails (order_id, kind, occasion, recipient, resend);
