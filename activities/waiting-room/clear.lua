-- Empties the waiting room and tells every entry's workflow through the join stream.
-- KEYS  sale, queue, entries, buyers, passes, joins
-- Result  how many places ended
-- Safe to run twice. Numbers go on where they were, so an old number never comes again.
local entries = redis.call('HGETALL', KEYS[3])
redis.call('DEL', KEYS[2], KEYS[3], KEYS[4], KEYS[5])
for i = 1, #entries, 2 do
  local number, joined_at, buyer = string.match(entries[i + 1], '^(%d+)|(%d+)|(.*)$')
  redis.call('XADD', KEYS[6], '*', 'kind', 'left', 'token', entries[i], 'number', number, 'buyer', buyer, 'joined_at', joined_at, 'expires_at', joined_at)
end
return #entries / 2
