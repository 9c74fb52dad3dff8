-- Sets tickets aside for a reservation that is about to be made.
-- KEYS  stock, claims
-- ARGV  reservation, tier, quantity
-- Result  {'claimed', left} | {'sold_out', available} | {'unknown'}
-- Safe to run twice: keyed by the reservation. A tier that is missing is unknown, never empty.
local available = tonumber(redis.call('HGET', KEYS[1], ARGV[2]))
if not available then return {'unknown'} end
if redis.call('HEXISTS', KEYS[2], ARGV[1]) == 1 then return {'claimed', available} end
local quantity = tonumber(ARGV[3])
if available < quantity then return {'sold_out', math.max(available, 0)} end
redis.call('HINCRBY', KEYS[1], 'version', 1)
-- The time tells the reconciler a claim under way from one that nobody will end.
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2] .. ':' .. ARGV[3] .. ':' .. redis.call('TIME')[1])
return {'claimed', redis.call('HINCRBY', KEYS[1], ARGV[2], -quantity)}
