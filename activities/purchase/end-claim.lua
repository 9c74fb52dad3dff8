-- Ends a claim: its tickets are free again, or sold for good.
-- KEYS  as in claim-record.lua
-- ARGV  reservation, sold ('1' or '0')
-- Result  1 when the claim ended now, 0 when there was none
-- Safe to run twice: the second time there is no claim.
local claim = read_claim(ARGV[1])
if not claim then return 0 end
redis.call('HDEL', CLAIMS, claim.reservation)
if redis.call('HGET', CLAIMANTS, claim.buyer) == claim.reservation then redis.call('HDEL', CLAIMANTS, claim.buyer) end
raise_version()
-- A tier that Redis has lost stays unknown until it is repaired from Postgres.
if ARGV[2] == '0' and redis.call('HEXISTS', STOCK, claim.tier) == 1 then
  redis.call('HINCRBY', STOCK, claim.tier, claim.quantity)
end
return 1
