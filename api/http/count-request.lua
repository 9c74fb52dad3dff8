-- Counts a request in each of its limits, in their order, up to the first that is used up; or takes it off again.
-- KEYS  the count of each limit
-- ARGV  1 to count, -1 to take off; seconds for which a count is kept; then for each limit how many it lets through
-- Result  milliseconds until the limit that is used up begins anew; 0 when all let the request through
-- Not safe to run twice: the caller forgets counts that it is not sure of. Every key has a TTL from its first count on.
for i, key in ipairs(KEYS) do
  redis.call('SET', key, 0, 'EX', ARGV[2], 'NX')
  local count = redis.call('INCRBY', key, ARGV[1])
  if ARGV[1] == '1' and count > tonumber(ARGV[2 + i]) then return math.max(1, redis.call('PTTL', key)) end
end
return 0
