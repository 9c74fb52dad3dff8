-- Writes the sale as Postgres has it. Queue, numbers and waves stay as they are.
-- KEYS  as in place.lua
-- ARGV  group of the join stream, then field, value, field, value … of the sale
-- Result  1
-- Safe to run twice. No TTL: the sale's workflow deletes the keys when the sale is over.
redis.call('HSET', SALE, unpack(ARGV, 2))
redis.pcall('XGROUP', 'CREATE', JOINS, ARGV[1], '0', 'MKSTREAM') -- answers BUSYGROUP where it exists
return 1
