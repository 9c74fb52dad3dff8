CREATE UNIQUE INDEX CONCURRENTLY payments_intent_id_key ON payments (intent_id);
