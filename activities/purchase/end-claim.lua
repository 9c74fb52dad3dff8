-- Ends a claim: its tickets are free again, or sold for good.
-- KEYS  stock, claims, claimants
-- ARGV  reservation, sold ('1' or '0')
-- Result  1 when the claim ended now, 0 when there was none
-- Safe to run twice: the second time there is no claim.
local claim = redis.call('HGET', KEYS[2], ARGV[1])
if not claim then return 0 end
local tier, quantity, buyer = string.match(claim, '^([^:]+):(%d+):%d+:(.*)$')
redis.call('HDEL', KEYS[2], ARGV[1])
if redis.call('HGET', KEYS[3], buyer) == ARGV[1] then redis.call('HDEL', KEYS[3], buyer) end
redis.call('HINCRBY', KEYS[1], 'version', 1)
-- Where Redis has lost the tier it stays unknown until it is repaired from Postgres.
if ARGV[2] == '0' and redis.call('HEXISTS', KEYS[1], tier) == 1 then redis.call('HINCRBY', KEYS[1], tier, tonumber(quantity)) end
return 1
