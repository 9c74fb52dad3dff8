-- Where a place stands. Reads only.
-- KEYS  sale, queue, entries, passes
-- ARGV  token
-- Result  {'standing', now, on_sale_at, paused, position, total, access_until or '', wave_size, wave_interval_ms, wave_at or ''}
--         | {'gone'} | {'unknown'}; position counts from 1 and is 0 once admitted
local sale = redis.call('HMGET', KEYS[1], 'open', 'on_sale_at', 'paused', 'wave_size', 'wave_interval_ms', 'wave_at', 'token_ttl_ms')
if not sale[1] then return {'unknown'} end
local record = redis.call('HGET', KEYS[3], ARGV[1])
if not record or sale[1] ~= '1' then return {'gone'} end

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local pass = redis.call('ZSCORE', KEYS[4], ARGV[1])
local ends = pass and tonumber(pass) or tonumber(string.match(record, '^%d+|(%d+)|')) + tonumber(sale[7])
if ends <= now then return {'gone'} end

local position = 0
if not pass then
  local rank = redis.call('ZRANK', KEYS[2], ARGV[1])
  if not rank then return {'gone'} end
  position = rank + 1
end
return {'standing', now, sale[2], sale[3], position, redis.call('ZCARD', KEYS[2]), pass or '', sale[4], sale[5], sale[6] or ''}
