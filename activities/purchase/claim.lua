-- Sets tickets aside for a reservation that is about to be made.
-- KEYS  as in claim-record.lua
-- ARGV  reservation, tier, quantity, buyer
-- Result  {'claimed', left} | {'sold_out', available} | {'unknown'} | {'under_way', reservation, tier, quantity}
-- Safe to run twice: keyed by the reservation. A tier that is missing is unknown, never empty.
-- No key has a TTL: the purchase ends its claim, the reconciler those that nothing else ends, the end of the sale all.
local claim = {
  reservation = ARGV[1], tier = ARGV[2], quantity = tonumber(ARGV[3]), since = now_seconds(), buyer = ARGV[4],
}
local available = tonumber(redis.call('HGET', STOCK, claim.tier))
if not available then return {'unknown'} end
if read_claim(claim.reservation) then return {'claimed', available} end
-- A repeat of a request that is not answered yet must not get "sold out" while the first one may still succeed.
local reservation = redis.call('HGET', CLAIMANTS, claim.buyer)
local earlier = reservation and read_claim(reservation)
if earlier and is_undecided(earlier, claim.since) then
  return {'under_way', reservation, earlier.tier, earlier.quantity}
end
if available < claim.quantity then return {'sold_out', math.max(available, 0)} end
raise_version()
write_claim(claim)
redis.call('HSET', CLAIMANTS, claim.buyer, claim.reservation)
return {'claimed', redis.call('HINCRBY', STOCK, claim.tier, -claim.quantity)}
