-- Moves the next entries from the queue to passes, under the number of the wave.
-- KEYS  as in place.lua, then wave
-- ARGV  wave number
-- Result  {'admitted', how many, 1 when admitted by this run, 0 when before} | {'paused'} | {'sale_closed'}
--         | {'unknown'}
-- Safe to run twice: a number that was used before admits nobody new. The list of a wave lives for an hour, longer than
-- any retry of the activity that reads it; everything else belongs to the sale.
local WAVE = KEYS[7]
local open, paused, last_wave, wave_size, access_ttl_ms, token_ttl_ms =
  unpack(redis.call('HMGET', SALE, 'open', 'paused', 'wave', 'wave_size', 'access_ttl_ms', 'token_ttl_ms'))
if not open then return {'unknown'} end
if open ~= '1' then return {'sale_closed'} end
if tonumber(ARGV[1]) <= tonumber(last_wave or '0') then return {'admitted', redis.call('LLEN', WAVE), 0} end
if paused == '1' then return {'paused'} end

local now = now_ms()
local size, access_until = tonumber(wave_size), now + tonumber(access_ttl_ms)
local count = 0
while count < size do
  local token = redis.call('ZPOPMIN', QUEUE)[1]
  if not token then break end
  local place = read_place(token)
  if place then
    local expires_at = place.joined_at + tonumber(token_ttl_ms)
    if expires_at > now then
      admit_place(place, access_until)
      redis.call('RPUSH', WAVE, cjson.encode({
        token = token, number = place.number, joinedAt = place.joined_at, expiresAt = expires_at, buyerId = place.buyer,
        accessUntil = access_until,
      }))
      count = count + 1
    else
      remove_place(place)
    end
  end
end
redis.call('HSET', SALE, 'wave', ARGV[1], 'wave_at', now, 'open_slots', size - count)
redis.call('PEXPIRE', WAVE, 3600000)
return {'admitted', count, 1}
