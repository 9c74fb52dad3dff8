-- Tells the gate that a tier has another capacity: what is free moves by the difference, whatever is claimed meanwhile.
-- KEYS  stock, capacities
-- ARGV  tier, capacity
-- Result  'resized' | 'right' | 'unknown'
-- Safe to run twice: the second time there is no difference. What is free may fall below zero while claims that Postgres will
-- refuse are under way. No TTL: the sale's end forgets both keys.
local known = redis.call('HGET', KEYS[2], ARGV[1])
if not known or redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then return 'unknown' end
local difference = tonumber(ARGV[2]) - tonumber(known)
if difference == 0 then return 'right' end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
redis.call('HINCRBY', KEYS[1], ARGV[1], difference)
redis.call('HINCRBY', KEYS[1], 'version', 1)
return 'resized'
