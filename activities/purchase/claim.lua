-- Sets tickets aside for a reservation that is about to be made.
-- KEYS  as in claim-record.lua, then the reservations that were claimed from this client address
-- ARGV  reservation, tier, quantity, buyer, then what the address may hold at a time: per cent of all tickets of the
--       event (100 for no limit), or so many tickets in any case
-- Result  {'claimed', left} | {'sold_out', available} | {'unknown'} | {'under_way', reservation, tier, quantity}
--         | {'address_full', most}
-- Safe to run twice: keyed by the reservation. A tier that is missing is unknown, never empty.
-- The purchase ends its claim, the reconciler those that nothing else ends, the end of the sale all: no TTL. What came
-- from an address is forgotten a day after its last claim; claims that have ended count no more.
local FROM_ADDRESS, DAY_SECONDS = KEYS[5], 86400
local share, at_least = tonumber(ARGV[5]), tonumber(ARGV[6])

local function held_from_address()
  local held = 0
  for _, other in ipairs(redis.call('SMEMBERS', FROM_ADDRESS)) do
    local living = read_claim(other)
    if living then held = held + living.quantity else redis.call('SREM', FROM_ADDRESS, other) end
  end
  return held
end

local function most_from_address()
  local tickets = 0
  for _, capacity in ipairs(redis.call('HVALS', CAPACITIES)) do tickets = tickets + capacity end
  return math.max(math.floor(tickets * share / 100), at_least)
end

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
if share < 100 then
  local most = most_from_address()
  if held_from_address() + claim.quantity > most then return {'address_full', most} end
  redis.call('SADD', FROM_ADDRESS, claim.reservation)
  redis.call('EXPIRE', FROM_ADDRESS, DAY_SECONDS)
end
raise_version()
write_claim(claim)
redis.call('HSET', CLAIMANTS, claim.buyer, claim.reservation)
return {'claimed', redis.call('HINCRBY', STOCK, claim.tier, -claim.quantity)}
