-- Orders by the words of their buyer's name.
CREATE INDEX CONCURRENTLY orders_buyer_name_words ON orders USING gin (name_words(buyer_name));
