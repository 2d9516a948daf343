#!lua flags=allow-oom
-- Delete consumers of processes that are gone; never one that still holds an entry.
-- KEYS: incoming, heartbeats   ARGV: group, number of dead processes, dead process ..., consumer to delete ...
local dead = tonumber(ARGV[2])
for i = 3, 2 + dead do
  redis.call('HDEL', KEYS[2], ARGV[i])
end
local asked = {}
for i = 3 + dead, #ARGV do
  asked[ARGV[i]] = true
end
local deleted = 0
for _, consumer in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])) do
  local facts = {}
  for i = 1, #consumer, 2 do
    facts[consumer[i]] = consumer[i + 1]
  end
  if asked[facts['name']] and facts['pending'] == 0 then
    redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], facts['name'])
    deleted = deleted + 1
  end
end
return deleted
