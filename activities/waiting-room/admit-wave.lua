-- Moves the next entries from the queue to passes, under the number of the wave. Absent ones are passed over: they keep
-- their number and their place in the queue for their grace.
-- KEYS  as in place.lua, then wave
-- ARGV  wave number
-- Result  {'admitted', how many, 1 when admitted by this run, 0 when before} | {'paused'} | {'sale_closed'}
--         | {'unknown'}
-- Safe to run twice: a number that was used before admits nobody new. The list of a wave lives for an hour, longer than
-- any retry of the activity that reads it; everything else belongs to the sale.
local WAVE = KEYS[8]
local sale = read_sale()
if not sale then return {'unknown'} end
if sale.open ~= 1 then return {'sale_closed'} end
if tonumber(ARGV[1]) <= (sale.wave or 0) then return {'admitted', redis.call('LLEN', WAVE), 0} end
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
  elseif over_because(place, sale, now) then
    remove_place(place, 'absent')
  elseif is_passed_over(place) then
    skipped = skipped + 1
  elseif safe_until(place, sale) > now then
    redis.call('ZREM', QUEUE, token)
    admit_place(place, sale, now)
    redis.call('RPUSH', WAVE, cjson.encode({
      token = token, number = place.number, joinedAt = place.joined_at, expiresAt = return_by(place, sale),
      buyerId = place.buyer, accessUntil = access_until,
    }))
    count = count + 1
  elseif place.missed_at < 0 then
    -- Its second missed turn.
    remove_place(place, 'absent')
  else
    pass_over(place, now)
    skipped = skipped + 1
  end
end
redis.call('HSET', SALE, 'wave', ARGV[1], 'wave_at', now, 'open_slots', sale.wave_size - count)
redis.call('PEXPIRE', WAVE, 3600000)
return {'admitted', count, 1}
