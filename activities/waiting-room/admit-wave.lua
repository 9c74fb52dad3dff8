-- Moves the next entries from the queue to passes, under the number of the wave, and announces each admission to its
-- workflow. Absent ones are passed over: they keep their number and their place in the queue for their grace.
-- KEYS  as in place.lua
-- ARGV  wave number
-- Result  {'admitted', how many, 1 when admitted by this run, 0 when before} | {'paused'} | {'sale_closed'}
--         | {'unknown'}
-- Safe to run twice: a number that was used before admits nobody new. No key has a TTL: all belong to the sale.
local sale = read_sale('wave', 'wave_count', 'wave_size')
if not sale then return {'unknown'} end
if sale.open ~= 1 then return {'sale_closed'} end
local last = sale.wave or 0
if tonumber(ARGV[1]) <= last then return {'admitted', tonumber(ARGV[1]) == last and sale.wave_count or 0, 0} end
if sale.paused == 1 then return {'paused'} end

local now = now_ms()
local access_until = now + sale.access_ttl_ms
-- `skipped` places stay at the front of the queue, so the next entries are read behind them.
local count, skipped = 0, 0
while count < sale.wave_size do
  local token = redis.call('ZRANGE', QUEUE, skipped, skipped)[1]
  if not token then break end
  local place = read_place(token)
  if not place then
    redis.call('ZREM', QUEUE, token)
  elseif over_because(place, pass_left(place, sale, now), sale, now) then
    remove_place(place, 'absent')
  elseif is_passed_over(place) then
    skipped = skipped + 1
  elseif safe_until(place, sale) > now then
    redis.call('ZREM', QUEUE, token)
    admit_place(place, sale, now)
    announce_place('admitted', place, return_by(place, sale), access_until)
    count = count + 1
  elseif place.missed_at < 0 then
    -- Its second missed turn.
    remove_place(place, 'absent')
  else
    pass_over(place, now)
    skipped = skipped + 1
  end
end
redis.call('HSET', SALE, 'wave', ARGV[1], 'wave_at', now, 'wave_count', count, 'open_slots', sale.wave_size - count)
return {'admitted', count, 1}
