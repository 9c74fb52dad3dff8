-- Empties the waiting room and announces the end of every place to its workflow through the join stream.
-- KEYS  as in place.lua
-- Result  how many places ended
-- Safe to run twice. Numbers go on where they were, so an old number never comes again.
local entries = redis.call('HGETALL', ENTRIES)
redis.call('DEL', QUEUE, ENTRIES, BUYERS, PASSES)
redis.call('HDEL', SALE, 'missed')
for i = 1, #entries, 2 do
  redis.call('HSET', ENDED, entries[i], 'cleared|0')
  announce_left(parse_place(entries[i], entries[i + 1]))
end
return #entries / 2
