#!lua flags=allow-oom
-- Delete the work of an entry that is neither in the stream nor pending: it left the stream in another way than through the gate.
-- KEYS: incoming, work   ARGV: group, entry
-- Returns 1 when it was deleted
if #redis.call('XRANGE', KEYS[1], ARGV[2], ARGV[2]) > 0 then
  return 0
end
local pending = redis.pcall('XPENDING', KEYS[1], ARGV[1], ARGV[2], ARGV[2], 1)
if not pending.err and #pending > 0 then
  return 0
end
return redis.call('DEL', KEYS[2])
