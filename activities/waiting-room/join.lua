-- Gives a place at the end of the queue, or the living place this buyer has already.
-- KEYS  as in place.lua
-- ARGV  token (new, unguessable), buyer ('' without a name)
-- Result  {'joined', token, 1 when this join was admitted without waiting, else 0} | {'sale_closed'} | {'unknown'}
-- Safe to run twice: keyed by the token. No key has a TTL: the entry's workflow ends the place, the sale's end all.
local open, on_sale_at, paused, token_ttl_ms, access_ttl_ms, open_slots =
  unpack(redis.call('HMGET', SALE, 'open', 'on_sale_at', 'paused', 'token_ttl_ms', 'access_ttl_ms', 'open_slots'))
if not open then return {'unknown'} end
if open ~= '1' then return {'sale_closed'} end

local now = now_ms()
local token, buyer = ARGV[1], ARGV[2]
if read_place(token) then return {'joined', token, 0} end

if buyer ~= '' then
  local earlier = redis.call('HGET', BUYERS, buyer)
  local place = earlier and read_place(earlier)
  if place then
    if place_ends_at(place, token_ttl_ms) > now then return {'joined', earlier, 0} end
    -- The place has ended and its workflow has not removed it yet.
    remove_place(place)
  end
end

local place = { token = token, number = redis.call('HINCRBY', SALE, 'last_number', 1), joined_at = now, buyer = buyer }
write_place(place)
if buyer ~= '' then redis.call('HSET', BUYERS, buyer, token) end

-- What the last wave left unused is open to newcomers, as long as nobody waits before them.
local access_until = ''
local slots = tonumber(open_slots or '0')
if slots > 0 and paused == '0' and now >= tonumber(on_sale_at) and redis.call('ZCARD', QUEUE) == 0 then
  access_until = now + tonumber(access_ttl_ms)
  admit_place(place, access_until)
  redis.call('HINCRBY', SALE, 'open_slots', -1)
else
  redis.call('ZADD', QUEUE, place.number, token)
end
announce_place('joined', place, now + tonumber(token_ttl_ms), access_until)
return {'joined', token, access_until == '' and 0 or 1}
