-- Stands in front of every script of the waiting room: the keys of a room, and the record of a place.
-- KEYS  sale, queue, entries, buyers, passes, joins, admissions, ended; each script is given all eight
-- A place is kept in `entries`, token -> 'v|number|joined_at|seen|missed_at|buyer': its number in the line, when it
-- was joined (milliseconds since the epoch), the seconds from the join to the last recorded look, when it missed its
-- turn (milliseconds, 0 for never, negative once it came back), and the buyer's name ('' for a place without one).
-- Records of the release before are 'number|joined_at|buyer'. Another field of a place is an edit of this file.
-- Places that missed their turn stay in the queue for their grace, so that nobody's position grows when they come back;
-- the sale counts them in `missed`. `ended` holds token -> 'reason|missed_at' of places that are over.
-- Passes are kept by the pass clock: milliseconds since the epoch without the time in which no pass could be used.
local SALE, QUEUE, ENTRIES, BUYERS, PASSES, JOINS, ADMISSIONS, ENDED = unpack(KEYS)

-- What a server that lost its last moments leaves out of the numbers: more than can join in that time.
local NUMBER_GAP = 100000

-- A look is recorded at most once a minute, so that polling costs no write each time.
local LOOK_SECONDS = 60

local function now_ms()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- The sale's settings as numbers, with the further fields that a script names; false where Redis does not have the
-- sale. Not HGETALL: every join and every poll reads them.
local function read_sale(...)
  local fields = {
    'open', 'on_sale_at', 'paused', 'access_ttl_ms', 'token_ttl_ms', 'absent_grace_ms', 'frozen_at', 'frozen_ms', ...,
  }
  local values = redis.call('HMGET', SALE, unpack(fields))
  if not values[1] then return false end
  local sale = {}
  for i, field in ipairs(fields) do sale[field] = tonumber(values[i]) end
  -- The release before published none.
  sale.absent_grace_ms = sale.absent_grace_ms or 300000
  return sale
end

-- The pass clock stands still from `frozen_at` on: while the sale is paused, or until it opens.
local function pass_clock(sale, now)
  local frozen_ms = sale.frozen_ms or 0
  if not sale.frozen_at then return now - frozen_ms end
  if sale.paused == 1 or sale.on_sale_at > now then return sale.frozen_at - frozen_ms end
  return now - frozen_ms - (math.max(sale.on_sale_at, sale.frozen_at) - sale.frozen_at)
end

local function is_frozen(sale, now)
  return sale.frozen_at and (sale.paused == 1 or sale.on_sale_at > now)
end

local function parse_place(token, record)
  local number, joined_at, seen, missed_at, buyer = string.match(record, '^v|(%d+)|(%d+)|(%d+)|(%-?%d+)|(.*)$')
  if not number then
    number, joined_at, buyer = string.match(record, '^(%d+)|(%d+)|(.*)$')
  end
  return {
    token = token, number = tonumber(number), joined_at = tonumber(joined_at), seen = tonumber(seen or '0'),
    missed_at = tonumber(missed_at or '0'), buyer = buyer,
  }
end

-- The place of a token; false where there is none.
local function read_place(token)
  local record = redis.call('HGET', ENTRIES, token)
  return record and parse_place(token, record)
end

local function is_over(token)
  return redis.call('HEXISTS', ENDED, token) == 1
end

local function is_in_line(token)
  return redis.call('ZSCORE', QUEUE, token) or redis.call('ZSCORE', PASSES, token)
end

-- Whether something of a place is missing: its record, its place in the line, or its buyer's name.
local function is_damaged(token)
  local place = read_place(token)
  if not place or not is_in_line(token) then return true end
  return place.buyer ~= '' and redis.call('HEXISTS', BUYERS, place.buyer) == 0
end

local function write_place(place)
  local fields = { 'v', place.number, place.joined_at, place.seen, place.missed_at, place.buyer }
  redis.call('HSET', ENTRIES, place.token, table.concat(fields, '|'))
end

-- Until when a place is kept without a look: the token TTL after the last one, counted from the opening at the
-- earliest.
local function safe_until(place, sale)
  return math.max(place.joined_at + place.seen * 1000, sale.on_sale_at) + sale.token_ttl_ms
end

local function is_passed_over(place)
  return place.missed_at > 0
end

-- Until when an absent place may come back: the grace after its missed turn, or after it was safe.
local function return_by(place, sale)
  return (is_passed_over(place) and place.missed_at or safe_until(place, sale)) + sale.absent_grace_ms
end

-- The time left of a pass in milliseconds; false where the place has none.
local function pass_left(place, sale, now)
  local pass = redis.call('ZSCORE', PASSES, place.token)
  return pass and tonumber(pass) - pass_clock(sale, now)
end

-- Why a place with this left of its pass is over at this moment: 'pass_ended' or 'absent'; false while it is kept.
local function over_because(place, left, sale, now)
  if left then return left <= 0 and 'pass_ended' end
  return return_by(place, sale) <= now and 'absent'
end

local function admit_place(place, sale, now)
  redis.call('ZADD', PASSES, pass_clock(sale, now) + sale.access_ttl_ms, place.token)
end

-- Ends a place for good, and remembers why for the one who looks later.
local function remove_place(place, reason)
  redis.call('ZREM', QUEUE, place.token)
  redis.call('ZREM', PASSES, place.token)
  redis.call('HDEL', ENTRIES, place.token)
  if is_passed_over(place) then redis.call('HINCRBY', SALE, 'missed', -1) end
  if place.buyer ~= '' and redis.call('HGET', BUYERS, place.buyer) == place.token then
    redis.call('HDEL', BUYERS, place.buyer)
  end
  redis.call('HSET', ENDED, place.token, reason .. '|' .. math.abs(place.missed_at))
end

-- The turn of an absent place comes: it is passed over, and may come back to the front once.
local function pass_over(place, now)
  place.missed_at = now
  write_place(place)
  redis.call('HINCRBY', SALE, 'missed', 1)
end

-- Records that the holder of a place is there. One that was passed over has come back; its turn is next.
local function record_look(place, now)
  local came_back = is_passed_over(place)
  if not came_back and now - place.joined_at - place.seen * 1000 < LOOK_SECONDS * 1000 then return end
  if came_back then
    redis.call('HINCRBY', SALE, 'missed', -1)
    place.missed_at = -place.missed_at
  end
  place.seen = math.ceil((now - place.joined_at) / 1000)
  write_place(place)
end

-- Adds a line to a stream, from which the worker starts or signals the workflow of the place. Admissions have a stream
-- of their own, so that a wave of thousands does not hold up those who join after it.
local function announce_place(kind, place, expires_at, access_until)
  local stream = kind == 'admitted' and ADMISSIONS or JOINS
  redis.call('XADD', stream, '*', 'kind', kind, 'token', place.token, 'number', place.number, 'buyer', place.buyer,
    'joined_at', place.joined_at, 'expires_at', expires_at, 'access_until', access_until)
end

-- Announces that a place ended, for its workflow; a line of this kind needs no times of its own.
local function announce_left(place)
  announce_place('left', place, place.joined_at, '')
end
