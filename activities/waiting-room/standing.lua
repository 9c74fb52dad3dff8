-- Where a place stands. Reads only.
-- KEYS  as in place.lua
-- ARGV  token
-- Result  {'standing', now, on_sale_at, paused, position, total, access_until or '', wave_size, wave_interval_ms,
--         wave_at or ''} | {'gone'} | {'unknown'}; position counts from 1 and is 0 once admitted
local open, on_sale_at, paused, wave_size, wave_interval_ms, wave_at, token_ttl_ms = unpack(redis.call(
  'HMGET', SALE, 'open', 'on_sale_at', 'paused', 'wave_size', 'wave_interval_ms', 'wave_at', 'token_ttl_ms'
))
if not open then return {'unknown'} end
local place = read_place(ARGV[1])
if not place or open ~= '1' then return {'gone'} end

local now = now_ms()
local ends_at, pass = place_ends_at(place, token_ttl_ms)
if ends_at <= now then return {'gone'} end

local position = 0
if not pass then
  local rank = redis.call('ZRANK', QUEUE, place.token)
  if not rank then return {'gone'} end
  position = rank + 1
end
local total = redis.call('ZCARD', QUEUE)
return {
  'standing', now, on_sale_at, paused, position, total, pass or '', wave_size, wave_interval_ms, wave_at or '',
}
