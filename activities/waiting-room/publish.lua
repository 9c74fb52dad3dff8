-- Tells the gate the sale as Postgres has it. Queue, numbers and waves stay as they are.
-- KEYS  sale, joins
-- ARGV  group of the join stream, then field, value, field, value … of the sale
-- Result  1
-- Safe to run twice. No TTL: the sale's workflow forgets the keys when the sale is over.
redis.call('HSET', KEYS[1], unpack(ARGV, 2))
redis.pcall('XGROUP', 'CREATE', KEYS[2], ARGV[1], '0', 'MKSTREAM') -- answers BUSYGROUP where it exists
return 1
