#!lua
-- Put a stored article, or that of a dead letter, into the lane of re-runs, with what its stages made so far. The dispatcher makes an entry of
-- it once live articles leave room. A producer, who may add to the other stream alone, can set none of these fields.
-- KEYS: reruns   ARGV: most bytes in the lane, bytes of this one, article JSON, field, value, ...
-- Returns 1, or 0 when the lane has no room
local bytes = redis.call('MEMORY', 'USAGE', KEYS[1], 'SAMPLES', 8) or 0
if redis.call('XLEN', KEYS[1]) > 0 and bytes + ARGV[2] > tonumber(ARGV[1]) then
  return 0
end
redis.call('XADD', KEYS[1], '*', 'article', ARGV[3], unpack(ARGV, 4))
return 1
