-- Gives a place at the end of the queue, or the living place this buyer has already.
-- KEYS  sale, queue, entries, buyers, passes, joins
-- ARGV  token (new, unguessable), buyer ('' when nameless)
-- Result  {'joined', token, 1 when this join went in without waiting, else 0} | {'sale_closed'} | {'unknown'}
-- Safe to run twice: keyed by the token. No key has a TTL here: the entry's workflow ends the place, the sale's end forgets them all.
local sale = redis.call('HMGET', KEYS[1], 'open', 'on_sale_at', 'paused', 'token_ttl_ms', 'access_ttl_ms', 'open_slots')
if not sale[1] then return {'unknown'} end
if sale[1] ~= '1' then return {'sale_closed'} end

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local token, buyer = ARGV[1], ARGV[2]
if redis.call('HEXISTS', KEYS[3], token) == 1 then return {'joined', token, 0} end

if buyer ~= '' then
  local earlier = redis.call('HGET', KEYS[4], buyer)
  local record = earlier and redis.call('HGET', KEYS[3], earlier)
  if record then
    local pass = redis.call('ZSCORE', KEYS[5], earlier)
    local ends = pass and tonumber(pass) or tonumber(string.match(record, '^%d+|(%d+)|')) + tonumber(sale[4])
    if ends > now then return {'joined', earlier, 0} end
    -- The place is over and its workflow has not said so yet.
    redis.call('ZREM', KEYS[2], earlier)
    redis.call('ZREM', KEYS[5], earlier)
    redis.call('HDEL', KEYS[3], earlier)
  end
end

local number = redis.call('HINCRBY', KEYS[1], 'last_number', 1)
redis.call('HSET', KEYS[3], token, number .. '|' .. now .. '|' .. buyer)
if buyer ~= '' then redis.call('HSET', KEYS[4], buyer, token) end

-- What the last wave left unused is open to newcomers, as long as nobody waits before them.
local access_until = ''
local free = tonumber(sale[6] or '0')
if free > 0 and sale[3] == '0' and now >= tonumber(sale[2]) and redis.call('ZCARD', KEYS[2]) == 0 then
  access_until = now + tonumber(sale[5])
  redis.call('ZADD', KEYS[5], access_until, token)
  redis.call('HINCRBY', KEYS[1], 'open_slots', -1)
else
  redis.call('ZADD', KEYS[2], number, token)
end
redis.call('XADD', KEYS[6], '*', 'kind', 'joined', 'token', token, 'number', number, 'buyer', buyer,
  'joined_at', now, 'expires_at', now + tonumber(sale[4]), 'access_until', access_until)
return {'joined', token, access_until == '' and 0 or 1}
