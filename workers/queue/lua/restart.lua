#!lua flags=allow-oom
-- Restart an entry at the stage it is in. Only if it is still held as the sweeper saw it, so that of two sweepers one restarts it. Where a
-- process worked on it, a new attempt makes its messages stale. What only waits keeps its attempt, and every message on its way stays good:
-- else a queue that is slower than the patience would work off stale messages alone. A body that is gone goes to settle with the failure.
-- Settle counts no starts, so what it held when it died is counted here: taken alone from then on (take.lua), and a failure in the end.
-- KEYS: incoming, work
-- ARGV: group, entry, holder seen, deliveries seen, failure JSON for a body that is gone, the same for what kills settle or "" when the holder
-- did not die, most starts; both failures without stage and starts
-- Returns {attempt, stage} or {}
local pending = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[2], ARGV[2], 1)[1]
if not pending or pending[2] ~= ARGV[3] or pending[4] ~= tonumber(ARGV[4]) then
  return {}
end
local work = redis.call('HMGET', KEYS[2], 'attempt', 'stage')
local waits = string.find(ARGV[3], '^queue:') or string.find(ARGV[3], '^dispatcher@')
local attempt = tonumber(work[1] or 1) + (waits and 0 or 1)
local stage = work[2] or 'cleanup'
local starts = 0
local function fail(json)
  local failure = cjson.decode(json)
  failure['stage'] = stage
  failure['starts'] = starts
  redis.call('HSET', KEYS[2], 'failure', cjson.encode(failure))
end
if stage == 'settle' and ARGV[6] ~= '' then
  starts = redis.call('HINCRBY', KEYS[2], 'begun', 1)
  if starts > tonumber(ARGV[7]) then
    redis.call('HDEL', KEYS[2], 'cleanup', 'entities', 'topics')
    fail(ARGV[6])
  end
end
if redis.call('XRANGE', KEYS[1], ARGV[2], ARGV[2])[1] then
  redis.call('XCLAIM', KEYS[1], ARGV[1], 'queue:' .. stage, 0, ARGV[2], 'RETRYCOUNT', pending[4] + 1, 'JUSTID')
else
  fail(ARGV[5])
  stage = 'settle'
end
redis.call('HSET', KEYS[2], 'attempt', attempt, 'stage', stage)
return { attempt, stage }
