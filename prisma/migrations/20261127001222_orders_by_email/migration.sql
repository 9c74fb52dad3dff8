-- Orders by how their buyer's e-mail address begins. Compared byte by byte, so that a beginning is a range.
CREATE INDEX CONCURRENTLY orders_buyer_email ON orders ((lower(buyer_email) COLLATE "C"));
