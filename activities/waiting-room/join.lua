-- Gives a place at the end of the queue, or the living place this buyer has already.
-- KEYS  as in place.lua
-- ARGV  token (new, unguessable), buyer ('' without a name)
-- Result  {'joined', token, 1 when this join was admitted without waiting, else 0} | {'sale_closed'} | {'unknown'}
-- Safe to run twice: keyed by the token. No key has a TTL: the entry's workflow ends the place, the sale's end all.
local sale = read_sale('open_slots', 'missed')
if not sale then return {'unknown'} end
if sale.open ~= 1 then return {'sale_closed'} end

local now = now_ms()
local token, buyer = ARGV[1], ARGV[2]
if read_place(token) then return {'joined', token, 0} end

if buyer ~= '' then
  local earlier = redis.call('HGET', BUYERS, buyer)
  local place = earlier and read_place(earlier)
  if place then
    local reason = over_because(place, pass_left(place, sale, now), sale, now)
    if not reason then
      record_look(place, now)
      return {'joined', earlier, 0}
    end
    -- The place is over and its workflow has not removed it yet.
    remove_place(place, reason)
  end
end

-- A server that was started or has taken over may have lost the last joins. Each number is given once, so it leaves out
-- some; and who had joined is before everybody who comes now, so nobody is admitted at once.
local server = string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)') or ''
local numbered_by = redis.call('HGET', SALE, 'numbered_by')
if numbered_by ~= server then
  redis.call('HSET', SALE, 'numbered_by', server)
  if numbered_by then
    redis.call('HINCRBY', SALE, 'last_number', NUMBER_GAP)
    redis.call('HSET', SALE, 'open_slots', 0)
    sale.open_slots = 0
  end
end
local number = redis.call('HINCRBY', SALE, 'last_number', 1)
local place = { token = token, number = number, joined_at = now, seen = 0, missed_at = 0, buyer = buyer }
write_place(place)
if buyer ~= '' then redis.call('HSET', BUYERS, buyer, token) end

-- What the last wave left unused is open to newcomers, as long as nobody who is there waits before them.
local waiting = redis.call('ZCARD', QUEUE) - (sale.missed or 0)
local access_until = ''
if (sale.open_slots or 0) > 0 and sale.paused == 0 and now >= sale.on_sale_at and waiting <= 0 then
  admit_place(place, sale, now)
  access_until = now + sale.access_ttl_ms
  redis.call('HINCRBY', SALE, 'open_slots', -1)
else
  redis.call('ZADD', QUEUE, number, token)
end
announce_place('joined', place, return_by(place, sale), access_until)
return {'joined', token, access_until == '' and 0 or 1}
