-- May this buyer reserve with this token now?
-- KEYS  sale, entries, buyers, passes
-- ARGV  token, buyer
-- Result  'valid' | 'not_admitted' | 'foreign' | 'paused' | 'sale_closed' | 'unknown'
-- A place joined without a name belongs to the first buyer who uses it: from then on it has that name.
local sale = redis.call('HMGET', KEYS[1], 'open', 'paused')
if not sale[1] then return 'unknown' end
if sale[1] ~= '1' then return 'sale_closed' end
local record = redis.call('HGET', KEYS[2], ARGV[1])
if not record then return 'not_admitted' end

local place, owner = string.match(record, '^(%d+|%d+|)(.*)$')
if owner ~= '' and owner ~= ARGV[2] then return 'foreign' end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local pass = redis.call('ZSCORE', KEYS[4], ARGV[1])
if not pass or tonumber(pass) <= now then return 'not_admitted' end
if sale[2] == '1' then return 'paused' end

if owner == '' then
  redis.call('HSET', KEYS[2], ARGV[1], place .. ARGV[2])
  redis.call('HSETNX', KEYS[3], ARGV[2], ARGV[1])
end
return 'valid'
