#!lua flags=allow-oom
-- Say that a process lives, stamped with the server's clock, so that clients' clocks do not matter.
-- KEYS: heartbeats   ARGV: process name, JSON about it
redis.call('HSET', KEYS[1], ARGV[1], redis.call('TIME')[1] .. ' ' .. ARGV[2])
return 1
