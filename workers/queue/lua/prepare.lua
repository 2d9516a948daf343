#!lua flags=allow-oom
-- Create stream, group and ledger id, unless they are there; also on a Redis that producers filled before anything of ours ran.
-- KEYS: incoming, ledger   ARGV: group, a ledger id for a Redis that has none
-- Returns 1
local made = redis.pcall('XGROUP', 'CREATE', KEYS[1], ARGV[1], '0', 'MKSTREAM')
if made.err and not string.find(made.err, 'BUSYGROUP', 1, true) then
  return made
end
redis.call('SET', KEYS[2], ARGV[2], 'NX')
return 1
