-- Lets the pass clock have stood still for a time that is over, in which nobody could buy.
-- KEYS  as in place.lua
-- ARGV  milliseconds
-- Result  1 when the clock was put back, 0 when it stands still anyway or Redis does not have the sale
-- Not safe to run twice: the caller takes each outage once.
local sale = read_sale()
if not sale or is_frozen(sale, now_ms()) then return 0 end
redis.call('HINCRBY', SALE, 'frozen_ms', ARGV[1])
return 1
