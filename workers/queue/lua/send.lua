#!lua flags=allow-oom
-- Put messages into the queues of their stages. Passes on a full Redis: what is sent is what empties it.
-- KEYS: list ...   ARGV: message ...
-- Returns how many
for i = 1, #KEYS do
  redis.call('LPUSH', KEYS[i], ARGV[i])
end
return #KEYS
