-- May this buyer reserve with this token now?
-- KEYS  as in place.lua
-- ARGV  token, buyer
-- Result  'valid' | 'not_admitted' | 'foreign' | 'paused' | 'sale_closed' | 'unknown'
-- A place joined without a name belongs to the first buyer who uses it: from then on it has that name.
local sale = read_sale()
if not sale then return 'unknown' end
if sale.open ~= 1 then return 'sale_closed' end
local place = read_place(ARGV[1])
if not place then return 'not_admitted' end
if place.buyer ~= '' and place.buyer ~= ARGV[2] then return 'foreign' end

local left = pass_left(place, sale, now_ms())
if not left or left <= 0 then return 'not_admitted' end
if sale.paused == 1 then return 'paused' end

if place.buyer == '' then
  place.buyer = ARGV[2]
  write_place(place)
  redis.call('HSETNX', BUYERS, place.buyer, place.token)
end
return 'valid'
