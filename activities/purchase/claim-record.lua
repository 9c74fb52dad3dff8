-- Stands in front of every script of the stock: the keys of an event's stock, and the record of a claim.
-- KEYS  stock, claims, claimants, capacities; each script is given all four
-- `stock` holds tier -> free tickets and a `version` that rises with each change, `claimants` buyer -> reservation,
-- `capacities` tier -> the capacity from which its free tickets were last counted.
-- A claim is kept in `claims`, reservation -> 'tier:quantity:since:buyer', since in seconds since the epoch; the buyer
-- is '' for a claim that was counted again from Postgres. Another field of a claim is an edit of this file.
local STOCK, CLAIMS, CLAIMANTS, CAPACITIES = KEYS[1], KEYS[2], KEYS[3], KEYS[4]

-- A claim this young may belong to a reserve that Postgres has not decided yet: longer than any reserve can take.
local UNDECIDED_SECONDS = 30

local function now_seconds()
  return tonumber(redis.call('TIME')[1])
end

local function parse_claim(reservation, record)
  local tier, quantity, since, buyer = string.match(record, '^([^:]+):(%d+):(%d+):(.*)$')
  return {
    reservation = reservation, tier = tier, quantity = tonumber(quantity), since = tonumber(since), buyer = buyer,
  }
end

-- The claim of a reservation; false where there is none.
local function read_claim(reservation)
  local record = redis.call('HGET', CLAIMS, reservation)
  return record and parse_claim(reservation, record)
end

local function write_claim(claim)
  local record = claim.tier .. ':' .. claim.quantity .. ':' .. claim.since .. ':' .. claim.buyer
  redis.call('HSET', CLAIMS, claim.reservation, record)
end

local function is_undecided(claim, now)
  return now - claim.since < UNDECIDED_SECONDS
end

local function raise_version()
  redis.call('HINCRBY', STOCK, 'version', 1)
end
