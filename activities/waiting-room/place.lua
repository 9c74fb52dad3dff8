-- Stands in front of every script of the waiting room: the keys of a room, and the record of a place.
-- KEYS  sale, queue, entries, buyers, passes, joins; each script is given all six
-- A place is kept in `entries`, token -> 'number|joined_at|buyer': its number in the line, when it was joined in
-- milliseconds since the epoch, and the buyer's name ('' for a place without one). Another field of a place is an edit
-- of this file.
local SALE, QUEUE, ENTRIES, BUYERS, PASSES, JOINS = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]

local function now_ms()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function parse_place(token, record)
  local number, joined_at, buyer = string.match(record, '^(%d+)|(%d+)|(.*)$')
  return { token = token, number = tonumber(number), joined_at = tonumber(joined_at), buyer = buyer }
end

-- The place of a token; false where there is none.
local function read_place(token)
  local record = redis.call('HGET', ENTRIES, token)
  return record and parse_place(token, record)
end

local function write_place(place)
  redis.call('HSET', ENTRIES, place.token, place.number .. '|' .. place.joined_at .. '|' .. place.buyer)
end

-- When a place ends, and its pass where it has one: the end of the pass, or the token TTL after the join.
local function place_ends_at(place, token_ttl_ms)
  local pass = redis.call('ZSCORE', PASSES, place.token)
  return pass and tonumber(pass) or place.joined_at + tonumber(token_ttl_ms), pass
end

local function admit_place(place, access_until)
  redis.call('ZADD', PASSES, access_until, place.token)
end

local function remove_place(place)
  redis.call('ZREM', QUEUE, place.token)
  redis.call('ZREM', PASSES, place.token)
  redis.call('HDEL', ENTRIES, place.token)
  if place.buyer ~= '' and redis.call('HGET', BUYERS, place.buyer) == place.token then
    redis.call('HDEL', BUYERS, place.buyer)
  end
end

-- Adds a line to the join stream, from which the worker starts or signals the workflow of the place.
local function announce_place(kind, place, expires_at, access_until)
  redis.call('XADD', JOINS, '*', 'kind', kind, 'token', place.token, 'number', place.number, 'buyer', place.buyer,
    'joined_at', place.joined_at, 'expires_at', expires_at, 'access_until', access_until)
end

-- Announces that a place ended, for its workflow; a line of this kind needs no times of its own.
local function announce_left(place)
  announce_place('left', place, place.joined_at, '')
end
