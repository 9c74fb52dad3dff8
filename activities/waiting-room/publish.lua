-- Writes the sale as Postgres has it. Queue, numbers and waves stay as they are. The pass clock stops when the sale
-- becomes one in which nobody can buy, and goes on when they can again.
-- KEYS  as in place.lua
-- ARGV  group of the streams, then field, value, field, value … of the sale
-- Result  1
-- Safe to run twice. No TTL: the sale's workflow deletes the keys when the sale is over.
local now = now_ms()
local before = read_sale()
local clock = before and pass_clock(before, now)
redis.call('HSET', SALE, unpack(ARGV, 2))
for _, stream in ipairs({ JOINS, ADMISSIONS }) do
  redis.pcall('XGROUP', 'CREATE', stream, ARGV[1], '0', 'MKSTREAM') -- answers BUSYGROUP where it exists
end

-- The same clock under the new settings: it reads now what it read before.
local sale = read_sale()
local stops = sale.paused == 1 or sale.on_sale_at > now
redis.call('HSET', SALE, 'frozen_ms', before and now - clock or 0)
if stops then redis.call('HSET', SALE, 'frozen_at', now) else redis.call('HDEL', SALE, 'frozen_at') end
return 1
