-- Ends a place whose time is over; for its workflow, which asks when it would be.
-- KEYS  as in place.lua
-- ARGV  token
-- Result  0 when the place is over, else until when it is kept at least, in milliseconds since the epoch
-- Safe to run twice. A pass whose clock stands still is kept for a minute at least, because nobody knows its end.
local place = read_place(ARGV[1])
if not place then return 0 end
local sale = read_sale()
local now = now_ms()
local left = sale and pass_left(place, sale, now)
local reason = not sale and 'absent' or over_because(place, left, sale, now)
if reason then
  remove_place(place, reason)
  return 0
end
if not left then return return_by(place, sale) end
return now + (is_frozen(sale, now) and math.max(left, 60000) or left)
