-- Changes the capacity of a tier: what is free moves by the difference, whatever is claimed meanwhile.
-- KEYS  as in claim-record.lua
-- ARGV  tier, capacity
-- Result  'resized' | 'right' | 'unknown'
-- Safe to run twice: the second time there is no difference. What is free may fall below zero while claims that
-- Postgres will refuse are not decided yet. No TTL: the sale's end deletes the keys.
local counted_from = redis.call('HGET', CAPACITIES, ARGV[1])
if not counted_from or redis.call('HEXISTS', STOCK, ARGV[1]) == 0 then return 'unknown' end
local difference = tonumber(ARGV[2]) - tonumber(counted_from)
if difference == 0 then return 'right' end
redis.call('HSET', CAPACITIES, ARGV[1], ARGV[2])
redis.call('HINCRBY', STOCK, ARGV[1], difference)
raise_version()
return 'resized'
