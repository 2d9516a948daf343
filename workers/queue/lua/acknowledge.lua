#!lua flags=allow-oom
-- Note that an operator looked at what is missing from the sum, with who and why. It is counted as missing all the same.
-- KEYS: account, vanished, acknowledged   ARGV: vanished, unrecorded, by, why, most notes kept
local last = redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)[1]
redis.call('HSET', KEYS[1], 'acknowledged_vanished', ARGV[1], 'acknowledged_unrecorded', ARGV[2], 'acknowledged_to', last and last[1] or '0-0')
redis.call('XADD', KEYS[3], 'MAXLEN', '~', ARGV[5], '*', 'vanished', ARGV[1], 'unrecorded', ARGV[2], 'by', ARGV[3], 'why', ARGV[4])
