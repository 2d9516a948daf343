#!lua
-- Put a stored article on the queue again, with what its stages made so far, to go on at a later stage. Entry and work in one step,
-- so no dispatcher meets the one without the other; a producer that may add to the stream alone cannot do this.
-- KEYS: incoming   ARGV: prefix of the work keys, article JSON, field, value, ...
-- Returns the entry id
local entry = redis.call('XADD', KEYS[1], '*', 'article', ARGV[2])
redis.call('HSET', ARGV[1] .. entry, unpack(ARGV, 3))
return entry
