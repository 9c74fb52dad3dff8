-- Moves the next entries from the queue to passes, under the number of the wave.
-- KEYS  sale, queue, entries, buyers, passes, wave
-- ARGV  wave number
-- Result  {'admitted', how many, 1 when they were admitted now, 0 when before} | {'paused'} | {'sale_closed'} | {'unknown'}
-- Safe to run twice: a number that went before admits nobody new. The list of a wave lives for an hour, longer than any retry
-- of the activity that reads it; everything else belongs to the sale.
local sale = redis.call('HMGET', KEYS[1], 'open', 'paused', 'wave', 'wave_size', 'access_ttl_ms', 'token_ttl_ms')
if not sale[1] then return {'unknown'} end
if sale[1] ~= '1' then return {'sale_closed'} end
if tonumber(ARGV[1]) <= tonumber(sale[3] or '0') then return {'admitted', redis.call('LLEN', KEYS[6]), 0} end
if sale[2] == '1' then return {'paused'} end

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local size, access_until = tonumber(sale[4]), now + tonumber(sale[5])
local count = 0
while count < size do
  local next = redis.call('ZPOPMIN', KEYS[2])
  local token = next[1]
  if not token then break end
  local record = redis.call('HGET', KEYS[3], token)
  if record then
    local number, joined_at, buyer = string.match(record, '^(%d+)|(%d+)|(.*)$')
    local expires_at = tonumber(joined_at) + tonumber(sale[6])
    if expires_at > now then
      redis.call('ZADD', KEYS[5], access_until, token)
      redis.call('RPUSH', KEYS[6], cjson.encode({
        token = token, number = tonumber(number), joinedAt = tonumber(joined_at), expiresAt = expires_at, buyerId = buyer, accessUntil = access_until,
      }))
      count = count + 1
    else
      redis.call('HDEL', KEYS[3], token)
      if buyer ~= '' and redis.call('HGET', KEYS[4], buyer) == token then redis.call('HDEL', KEYS[4], buyer) end
    end
  end
end
redis.call('HSET', KEYS[1], 'wave', ARGV[1], 'wave_at', now, 'open_slots', size - count)
redis.call('PEXPIRE', KEYS[6], 3600000)
return {'admitted', count, 1}
