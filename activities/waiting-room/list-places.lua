-- What the workflows of these places are started with. Reads only.
-- KEYS  as in place.lua
-- ARGV  tokens
-- Result  token, number, joined_at, expires_at, buyer; again for each place that Redis has
local list = {}
local sale = read_sale()
if not sale then return list end
for _, token in ipairs(ARGV) do
  local place = read_place(token)
  if place then
    for _, value in ipairs({ token, place.number, place.joined_at, return_by(place, sale), place.buyer }) do
      list[#list + 1] = value
    end
  end
end
return list
