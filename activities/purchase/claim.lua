-- Sets tickets aside for a reservation that is about to be made.
-- KEYS  stock, claims, claimants
-- ARGV  reservation, tier, quantity, buyer
-- Result  {'claimed', left} | {'sold_out', available} | {'unknown'} | {'under_way', reservation, tier, quantity}
-- Safe to run twice: keyed by the reservation. A tier that is missing is unknown, never empty.
-- No key has a TTL: the purchase ends its claim, the reconciler those that nobody ends, the sale's end forgets all of them.
local under_way_seconds = 30 -- longer than any reserve can take, as in repair.lua
local available = tonumber(redis.call('HGET', KEYS[1], ARGV[2]))
if not available then return {'unknown'} end
if redis.call('HEXISTS', KEYS[2], ARGV[1]) == 1 then return {'claimed', available} end
local now = tonumber(redis.call('TIME')[1])
-- Whoever repeats a request that is not answered yet must not be told "sold out" while it may still succeed.
local earlier = redis.call('HGET', KEYS[3], ARGV[4])
local claim = earlier and redis.call('HGET', KEYS[2], earlier)
if claim then
  local tier, quantity, since = string.match(claim, '^([^:]+):(%d+):(%d+):')
  if now - tonumber(since) < under_way_seconds then return {'under_way', earlier, tier, tonumber(quantity)} end
end
local quantity = tonumber(ARGV[3])
if available < quantity then return {'sold_out', math.max(available, 0)} end
redis.call('HINCRBY', KEYS[1], 'version', 1)
-- The time tells the reconciler a claim under way from one that nobody will end.
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2] .. ':' .. ARGV[3] .. ':' .. now .. ':' .. ARGV[4])
redis.call('HSET', KEYS[3], ARGV[4], ARGV[1])
return {'claimed', redis.call('HINCRBY', KEYS[1], ARGV[2], -quantity)}
