-- Puts the places of running entry workflows back, each under its own number, or what Redis has lost of them.
-- KEYS  as in place.lua
-- ARGV  1 for a room that Redis lost and in which numbers were given, 0 for a room that it has; then token, number,
--       joined_at, buyer, access_until ('' without a pass); again for each place
-- Result  how many were put back
-- Safe to run twice: what is there stays as it is. Without the time of its pass a place is in the queue again, by its
-- number. Nobody could look while a place was lost, so this counts as a look.
local sale = read_sale()
local is_lost = ARGV[1] == '1'
if not sale and not is_lost then return 0 end -- the sale has ended, and its room with it
local now = now_ms()
local restored = 0
local highest = tonumber(redis.call('HGET', SALE, 'last_number') or '0')
-- Numbers beyond the highest one here may have been given to places that are over.
local gap = highest == 0 and is_lost and NUMBER_GAP or 0
for i = 2, #ARGV, 5 do
  local token, number, joined_at, buyer = ARGV[i], tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2]), ARGV[i + 3]
  local access_until = tonumber(ARGV[i + 4])
  if not is_over(token) and is_damaged(token) then
    local seen = math.max(0, math.ceil((now - joined_at) / 1000))
    local place = read_place(token)
      or { token = token, number = number, joined_at = joined_at, seen = seen, missed_at = 0, buyer = buyer }
    write_place(place)
    if not is_in_line(token) then
      if sale and access_until and access_until > now then
        redis.call('ZADD', PASSES, pass_clock(sale, now) + access_until - now, token)
      else
        redis.call('ZADD', QUEUE, place.number, token)
      end
    end
    if place.buyer ~= '' then redis.call('HSETNX', BUYERS, place.buyer, token) end
    restored = restored + 1
  end
  highest = math.max(highest, number)
end
redis.call('HSET', SALE, 'last_number', highest + gap)
return restored
