#!lua flags=allow-oom
-- End one stage of one entry: keep its output, clear the counts of starts and pauses, hand the entry on. Either to the next stage's queue,
-- together with the message, so that no entry waits for one that was never sent; or to the same worker, which goes on with the next stage.
-- Only while the entry is pending and the attempt is current. Asking twice (a lost answer) gives the same answer.
-- KEYS: incoming, work, list of the next stage
-- ARGV: group, entry, stage, attempt, next stage, "goes on" or '', message or '', field, value, ...
-- Returns 1 when the entry goes on, 0 when this attempt must stop
local pending = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[2], ARGV[2], 1)[1]
if not pending then
  return 0
end
local work = redis.call('HMGET', KEYS[2], 'attempt', 'stage', ARGV[8])
if (work[1] or '1') ~= ARGV[4] then
  return 0
end
if (work[2] or 'cleanup') ~= ARGV[3] then
  return (work[2] == ARGV[5] and work[3]) and 1 or 0
end
redis.call('HSET', KEYS[2], 'stage', ARGV[5], unpack(ARGV, 8))
redis.call('HDEL', KEYS[2], 'begun', 'pauses')
if ARGV[6] ~= '' then
  -- Held by this worker already; reading the body to hold it anew would cost more than all the rest.
  redis.call('HSET', KEYS[2], 'begun', 1)
  return 1
end
redis.call('LPUSH', KEYS[3], ARGV[7])
if redis.call('XRANGE', KEYS[1], ARGV[2], ARGV[2])[1] then
  redis.call('XCLAIM', KEYS[1], ARGV[1], 'queue:' .. ARGV[5], 0, ARGV[2], 'RETRYCOUNT', pending[4] + 1, 'JUSTID')
end
return 1
