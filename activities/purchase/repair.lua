-- Makes the gate say what Postgres says, unless something has moved since the caller looked or is not decided yet.
-- KEYS  as in claim-record.lua
-- ARGV  version the caller saw, number of tiers, then tier, free, capacity …, then reservation, tier, quantity …
-- Result  'right' | 'repaired' | 'moved'
-- Safe to run twice. No TTL: the sale's end deletes all keys.
if (redis.call('HGET', STOCK, 'version') or '') ~= ARGV[1] then return 'moved' end
local now = now_seconds()
local tiers_end = 2 + 3 * tonumber(ARGV[2])
local held, wrong = {}, false
for i = 3, tiers_end, 3 do
  local free, capacity = redis.call('HGET', STOCK, ARGV[i]), redis.call('HGET', CAPACITIES, ARGV[i])
  if free ~= ARGV[i + 1] or capacity ~= ARGV[i + 2] then wrong = true end
end
for i = tiers_end + 1, #ARGV, 3 do
  local quantity = tonumber(ARGV[i + 2])
  held[ARGV[i]] = { reservation = ARGV[i], tier = ARGV[i + 1], quantity = quantity, since = now, buyer = '' }
  if not read_claim(ARGV[i]) then wrong = true end
end
local records = redis.call('HGETALL', CLAIMS)
for i = 1, #records, 2 do
  local claim = parse_claim(records[i], records[i + 1])
  local truth = held[claim.reservation]
  if not truth or truth.tier ~= claim.tier or truth.quantity ~= claim.quantity then
    if is_undecided(claim, now) then return 'moved' end
    wrong = true
  end
end
if not wrong then return 'right' end

-- Everything is decided, so no repeat has to find its claim by the buyer.
redis.call('DEL', CLAIMS, CLAIMANTS)
for i = 3, tiers_end, 3 do
  redis.call('HSET', STOCK, ARGV[i], ARGV[i + 1])
  redis.call('HSET', CAPACITIES, ARGV[i], ARGV[i + 2])
end
for _, claim in pairs(held) do write_claim(claim) end
raise_version()
return 'repaired'
