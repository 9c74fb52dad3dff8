-- Removes the readers of a stream that died: their worker was stopped, and nothing is left for them to do.
-- KEYS  joins or admissions
-- ARGV  group of the stream, milliseconds for which a reader that lives is never silent
-- Result  how many were removed
-- Safe to run twice. Looks and removes at once, because removing a reader also drops the lines that it was given.
local removed = 0
local readers = redis.pcall('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])
if readers.err then return 0 end -- the sale has ended, and its stream with it
for _, reader in ipairs(readers) do
  local of = {}
  for i = 1, #reader, 2 do of[reader[i]] = reader[i + 1] end
  if of.pending == 0 and of.idle > tonumber(ARGV[2]) then
    redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], of.name)
    removed = removed + 1
  end
end
return removed
