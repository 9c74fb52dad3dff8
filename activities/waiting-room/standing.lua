-- Where a place stands. Looking keeps the place, and brings one that was passed over back.
-- KEYS  as in place.lua
-- ARGV  token
-- Result  {'standing', now, on_sale_at, paused, position, total, access_until or '', wave_size, wave_interval_ms,
--         wave_at or '', number, safe_until, missed_at or 0, return_by, access_ttl_ms}
--         | {'gone', reason, missed_at or 0} | {'unknown'}
--         position counts from 1 and is 0 once admitted; reason is '' for a place that is not known at all
-- Safe to run twice.
local sale = read_sale('wave_size', 'wave_interval_ms', 'wave_at')
if not sale then return {'unknown'} end
local place = read_place(ARGV[1])
if not place then
  local reason, missed_at = string.match(redis.call('HGET', ENDED, ARGV[1]) or '|0', '^(.*)|(%d+)$')
  return {'gone', reason, tonumber(missed_at)}
end
if sale.open ~= 1 then return {'gone', 'sale_closed', 0} end

local now = now_ms()
local left = pass_left(place, sale, now)
local over = over_because(place, left, sale, now)
if over then return {'gone', over, math.abs(place.missed_at)} end
record_look(place, now)

local position = 0
if not left then
  local rank = redis.call('ZRANK', QUEUE, place.token)
  if not rank then return {'gone', '', 0} end
  position = rank + 1
end
local missed_at = math.abs(place.missed_at)
return {
  'standing', now, sale.on_sale_at, sale.paused, position, redis.call('ZCARD', QUEUE), left and now + left or '',
  sale.wave_size, sale.wave_interval_ms, sale.wave_at or '', place.number, safe_until(place, sale),
  missed_at, missed_at + sale.absent_grace_ms, sale.access_ttl_ms,
}
