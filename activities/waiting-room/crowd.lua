-- How many wait and how many are admitted now. Reads only.
-- KEYS  as in place.lua
-- Result  {waiting, admitted}; {} where Redis does not have the sale
local sale = read_sale()
if not sale then return {} end
return { redis.call('ZCARD', QUEUE), redis.call('ZCOUNT', PASSES, '(' .. pass_clock(sale, now_ms()), '+inf') }
