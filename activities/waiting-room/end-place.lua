-- Ends one place for good.
-- KEYS  as in place.lua
-- ARGV  token, announce ('1' when the entry's workflow must learn of it), buyer (optional: then only a place of theirs,
--       or one without a name, ends)
-- Result  1 when the place ended now, 0 when there was none
-- Safe to run twice.
local place = read_place(ARGV[1])
if not place then return 0 end
if ARGV[3] and place.buyer ~= '' and place.buyer ~= ARGV[3] then return 0 end
remove_place(place)
if ARGV[2] == '1' then announce_left(place) end
return 1
