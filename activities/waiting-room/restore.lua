-- Puts the places of running entry workflows back into a gate that lost them, each under its own number.
-- KEYS  sale, queue, entries, buyers
-- ARGV  token, number, joined_at, buyer; again for each place
-- Result  how many were put back
-- Safe to run twice: a place that is known stays as it is. Whoever had a pass is first in the queue again, by number.
local restored = 0
local highest = tonumber(redis.call('HGET', KEYS[1], 'last_number') or '0')
for i = 1, #ARGV, 4 do
  local token, number, buyer = ARGV[i], tonumber(ARGV[i + 1]), ARGV[i + 3]
  if redis.call('HSETNX', KEYS[3], token, number .. '|' .. ARGV[i + 2] .. '|' .. buyer) == 1 then
    redis.call('ZADD', KEYS[2], number, token)
    if buyer ~= '' then redis.call('HSET', KEYS[4], buyer, token) end
    restored = restored + 1
  end
  if number > highest then highest = number end
end
redis.call('HSET', KEYS[1], 'last_number', highest)
return restored
