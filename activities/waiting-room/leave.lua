-- The buyer gives a place back; its workflow learns of it through the join stream.
-- KEYS  as in place.lua
-- ARGV  token, buyer ('' without a name: then only a place without a name ends)
-- Result  1 when the place ended now, 0 when there was none of theirs
-- Safe to run twice.
local place = read_place(ARGV[1])
if not place then return 0 end
if place.buyer ~= '' and place.buyer ~= ARGV[2] then return 0 end
remove_place(place, 'left')
announce_left(place)
return 1
