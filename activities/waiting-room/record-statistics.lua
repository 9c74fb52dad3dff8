-- Adds counts to the statistics of a sale: people to the current step of each ring, refusals by reason.
-- KEYS  sale, recorded, refusals, ring … (one for each window)
-- ARGV  arrivals, admissions, number of rings, then step in seconds, steps … , then reason, count …
-- Result  1 when it was counted now, 0 when it was before, or there is no such sale
-- Safe to run twice: `recorded` remembers a call for a minute, longer than any resend. Rings and refusals live a week
-- after the last call, so that a sale can be looked at when it is over; a ring never has more slots than steps, each
-- 'step:count'.
local week_seconds = 604800
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
if not redis.call('SET', KEYS[2], '1', 'NX', 'EX', 60) then return 0 end

local now = tonumber(redis.call('TIME')[1])
local rings = tonumber(ARGV[3])
for ring = 1, rings do
  local key = KEYS[3 + ring]
  local step = math.floor(now / tonumber(ARGV[2 + 2 * ring]))
  for i, kind in ipairs({'arrivals', 'admissions'}) do
    if ARGV[i] ~= '0' then
      local slot = kind .. ':' .. step % tonumber(ARGV[3 + 2 * ring])
      local earlier, count = string.match(redis.call('HGET', key, slot) or '', '^(%d+):(%d+)$')
      if tonumber(earlier) ~= step then count = 0 end
      redis.call('HSET', key, slot, string.format('%d:%d', step, tonumber(count) + tonumber(ARGV[i])))
    end
  end
  redis.call('EXPIRE', key, week_seconds)
end
for i = 4 + 2 * rings, #ARGV, 2 do redis.call('HINCRBY', KEYS[3], ARGV[i], ARGV[i + 1]) end
redis.call('EXPIRE', KEYS[3], week_seconds)
return 1
