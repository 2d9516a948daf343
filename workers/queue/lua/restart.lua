#!lua flags=allow-oom
-- Restart an entry at the stage it is in: a new attempt makes every older message of it stale. Only if it is still held as the sweeper saw
-- it, so that of two sweepers one restarts it. An entry whose body is gone goes on to settle with the failure given.
-- KEYS: incoming, work   ARGV: group, entry, holder seen, deliveries seen, failure JSON for a body that is gone, without stage
-- Returns {attempt, stage} or {}
local pending = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[2], ARGV[2], 1)[1]
if not pending or pending[2] ~= ARGV[3] or pending[4] ~= tonumber(ARGV[4]) then
  return {}
end
local work = redis.call('HMGET', KEYS[2], 'attempt', 'stage')
local attempt = tonumber(work[1] or 1) + 1
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
