-- Ends one place for good.
-- KEYS  sale, queue, entries, buyers, passes, joins
-- ARGV  token, tell ('1' when the entry's workflow has to hear of it), who asks (optional: then only a place of theirs, or a nameless one, ends)
-- Result  1 when the place ended now, 0 when there was none
-- Safe to run twice.
local record = redis.call('HGET', KEYS[3], ARGV[1])
if not record then return 0 end
local number, joined_at, buyer = string.match(record, '^(%d+)|(%d+)|(.*)$')
if ARGV[3] and buyer ~= '' and buyer ~= ARGV[3] then return 0 end
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('ZREM', KEYS[5], ARGV[1])
redis.call('HDEL', KEYS[3], ARGV[1])
if buyer ~= '' and redis.call('HGET', KEYS[4], buyer) == ARGV[1] then redis.call('HDEL', KEYS[4], buyer) end
if ARGV[2] == '1' then
  redis.call('XADD', KEYS[6], '*', 'kind', 'left', 'token', ARGV[1], 'number', number, 'buyer', buyer, 'joined_at', joined_at, 'expires_at', joined_at)
end
return 1
