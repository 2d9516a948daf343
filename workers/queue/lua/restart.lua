#!lua flags=allow-oom
-- Restart an entry at the stage it is in. Only if it is still held as the sweeper saw it, so that of two sweepers one restarts it. Where a
-- process worked on it, a new attempt makes its messages stale. What only waits keeps its attempt, and every message on its way stays good:
-- else a queue that is slower than the patience would work off stale messages alone. A body that is gone goes to settle with the failure.
-- KEYS: incoming, work   ARGV: group, entry, holder seen, deliveries seen, failure JSON for a body that is gone, without stage
-- Returns {attempt, stage} or {}
local pending = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[2], ARGV[2], 1)[1]
if not pending or pending[2] ~= ARGV[3] or pending[4] ~= tonumber(ARGV[4]) then
  return {}
end
local work = redis.call('HMGET', KEYS[2], 'attempt', 'stage')
local waits = string.find(ARGV[3], '^queue:') or string.find(ARGV[3], '^dispatcher@')
local attempt = tonumber(work[1] or 1) + (waits and 0 or 1)
local stage = work[2] or 'cleanup'
if redis.call('XRANGE', KEYS[1], ARGV[2], ARGV[2])[1] then
  redis.call('XCLAIM', KEYS[1], ARGV[1], 'queue:' .. stage, 0, ARGV[2], 'RETRYCOUNT', pending[4] + 1, 'JUSTID')
else
  local failure = cjson.decode(ARGV[5])
  failure['stage'] = stage
  redis.call('HSET', KEYS[2], 'failure', cjson.encode(failure))
  stage = 'settle'
end
redis.call('HSET', KEYS[2], 'attempt', attempt, 'stage', stage)
return { attempt, stage }
