#!lua flags=no-writes
-- Ids of the stream without the bodies, a page at a time, and which of them are pending.
-- KEYS: incoming   ARGV: group, first id, last id, most
-- Returns {{id, 1 if it is pending}, ...}
local answer = {}
for _, entry in ipairs(redis.call('XRANGE', KEYS[1], ARGV[2], ARGV[3], 'COUNT', ARGV[4])) do
  local held = redis.pcall('XPENDING', KEYS[1], ARGV[1], entry[1], entry[1], 1)
  table.insert(answer, { entry[1], held.err and 0 or #held })
end
return answer
