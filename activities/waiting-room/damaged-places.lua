-- Which of these places Redis has lost, wholly or in part. Reads only.
-- KEYS  as in place.lua
-- ARGV  tokens of running entry workflows
-- Result  the tokens of those that are neither whole nor over; none while Redis does not have the sale
local damaged = {}
if not read_sale() then return damaged end
for _, token in ipairs(ARGV) do
  if not is_over(token) and is_damaged(token) then damaged[#damaged + 1] = token end
end
return damaged
