#!lua flags=allow-oom
-- Let an entry pause: something outside it is away. The start that came to nothing is not counted; the pauses of its stage are.
-- Only while the entry is pending and the attempt is current. Asking twice (a lost answer) gives the same answer.
-- KEYS: incoming, work   ARGV: group, entry, stage, attempt, holder that names stage and seconds
-- Returns 1 when it pauses, 0 when it is no longer this attempt's
local pending = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[2], ARGV[2], 1)[1]
if not pending then
  return 0
end
local work = redis.call('HMGET', KEYS[2], 'attempt', 'stage')
if (work[1] or '1') ~= ARGV[4] or (work[2] or 'cleanup') ~= ARGV[3] then
  return 0
end
if pending[2] == ARGV[5] then
  return 1
end
if redis.call('XRANGE', KEYS[1], ARGV[2], ARGV[2])[1] then
  redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[5], 0, ARGV[2], 'RETRYCOUNT', pending[4] + 1, 'JUSTID')
end
redis.call('HINCRBY', KEYS[2], 'pauses', 1)
redis.call('HDEL', KEYS[2], 'begun')
return 1
