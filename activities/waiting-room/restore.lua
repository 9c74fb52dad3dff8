-- Puts the places of running entry workflows back into a room that Redis lost, each under its own number.
-- KEYS  as in place.lua
-- ARGV  token, number, joined_at, buyer; again for each place
-- Result  how many were put back
-- Safe to run twice: a place that exists stays as it is. One that had a pass is in the queue again, by its number.
-- Nobody could look while the room was lost, so this counts as a look.
local now = now_ms()
local restored = 0
local highest = tonumber(redis.call('HGET', SALE, 'last_number') or '0')
for i = 1, #ARGV, 4 do
  local number, joined_at = tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2])
  local seen = math.max(0, math.ceil((now - joined_at) / 1000))
  local place = { token = ARGV[i], number = number, joined_at = joined_at, seen = seen, missed_at = 0 }
  place.buyer = ARGV[i + 3]
  if not read_place(place.token) then
    write_place(place)
    redis.call('ZADD', QUEUE, place.number, place.token)
    if place.buyer ~= '' then redis.call('HSET', BUYERS, place.buyer, place.token) end
    restored = restored + 1
  end
  highest = math.max(highest, number)
end
redis.call('HSET', SALE, 'last_number', highest)
return restored
