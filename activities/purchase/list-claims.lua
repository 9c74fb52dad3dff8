-- Every claim of an event. Reads only.
-- KEYS  as in claim-record.lua
-- Result  {reservation, tier, quantity, age in seconds} for each claim
local now, claims, records = now_seconds(), {}, redis.call('HGETALL', CLAIMS)
for i = 1, #records, 2 do
  local claim = parse_claim(records[i], records[i + 1])
  claims[#claims + 1] = { claim.reservation, claim.tier, claim.quantity, now - claim.since }
end
return claims
