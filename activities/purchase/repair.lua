-- Makes the gate say what Postgres says, unless something has moved since the caller looked or is under way.
-- KEYS  stock, claims, claimants, capacities
-- ARGV  version the caller saw, number of tiers, then tier, free, capacity …, then reservation, 'tier:quantity' …
-- Result  'right' | 'repaired' | 'moved'
-- Safe to run twice. No TTL: the sale's end forgets all keys.
local under_way_seconds = 30 -- longer than any reserve can take
if (redis.call('HGET', KEYS[1], 'version') or '') ~= ARGV[1] then return 'moved' end
local now = tonumber(redis.call('TIME')[1])
local tiers_end = 2 + 3 * tonumber(ARGV[2])
local truth, wrong = {}, false
for i = 3, tiers_end, 3 do
  if redis.call('HGET', KEYS[1], ARGV[i]) ~= ARGV[i + 1] or redis.call('HGET', KEYS[4], ARGV[i]) ~= ARGV[i + 2] then wrong = true end
end
for i = tiers_end + 1, #ARGV, 2 do
  truth[ARGV[i]] = ARGV[i + 1]
  if redis.call('HEXISTS', KEYS[2], ARGV[i]) == 0 then wrong = true end
end
local claims = redis.call('HGETALL', KEYS[2])
for i = 1, #claims, 2 do
  local tickets, since = string.match(claims[i + 1], '^([^:]+:%d+):(%d+):')
  if truth[claims[i]] ~= tickets then
    if now - tonumber(since) < under_way_seconds then return 'moved' end
    wrong = true
  end
end
if not wrong then return 'right' end

-- Nothing is under way, so no repeat has to find its claim by the buyer.
redis.call('DEL', KEYS[2], KEYS[3])
for i = 3, tiers_end, 3 do
  redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
  redis.call('HSET', KEYS[4], ARGV[i], ARGV[i + 2])
end
for i = tiers_end + 1, #ARGV, 2 do redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 1] .. ':' .. now .. ':') end
redis.call('HINCRBY', KEYS[1], 'version', 1)
return 'repaired'
