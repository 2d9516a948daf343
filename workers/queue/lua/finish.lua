#!lua flags=allow-oom
-- The finish gate, passed once an entry, after its outcome is in the store: acknowledge; if it was still pending, delete
-- body and work and add the event. Passes on a full Redis, since it frees more than it writes.
-- KEYS: incoming, work, events, account   ARGV: group, entry, event JSON, most events
-- Returns 1 when this call passed the gate, 0 when an earlier one had
if redis.call('XACK', KEYS[1], ARGV[1], ARGV[2]) == 0 then
  return 0
end
redis.call('XDEL', KEYS[1], ARGV[2])
redis.call('DEL', KEYS[2])
redis.call('HINCRBY', KEYS[4], 'finished', 1)
redis.call('XADD', KEYS[3], 'MAXLEN', '~', ARGV[4], '*', 'event', ARGV[3])
return 1
