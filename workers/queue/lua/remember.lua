#!lua
-- Remember what a stage made of an input, so that the same input under the same stamp need not be computed again. Bounded in bytes and age:
-- the oldest go first. No flag here: a full Redis refuses it, and nothing is lost by that.
-- KEYS: repeats, their order   ARGV: field, output, most bytes, seconds
-- Returns 1 when it is remembered, 0 when it is too large or was there
local most, now = tonumber(ARGV[3]), tonumber(redis.call('TIME')[1])
local size = 2 * #ARGV[1] + #ARGV[2] + 200 -- what the two keys take of memory beside the texts, about
if size > most / 4 or redis.call('HEXISTS', KEYS[1], ARGV[1]) == 1 then
  return 0
end
local bytes = tonumber(redis.call('HGET', KEYS[1], 'bytes') or 0)
for _ = 1, 64 do
  local oldest = redis.call('ZRANGE', KEYS[2], 0, 0, 'WITHSCORES')
  if not oldest[1] or (bytes + size <= most and tonumber(oldest[2]) > now - tonumber(ARGV[4])) then
    break
  end
  bytes = bytes - (2 * #oldest[1] + redis.call('HSTRLEN', KEYS[1], oldest[1]) + 200)
  redis.call('HDEL', KEYS[1], oldest[1])
  redis.call('ZREM', KEYS[2], oldest[1])
end
if bytes + size > most then
  redis.call('HSET', KEYS[1], 'bytes', bytes)
  return 0
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2], 'bytes', bytes + size)
redis.call('ZADD', KEYS[2], now, ARGV[1])
redis.call('EXPIRE', KEYS[1], ARGV[4])
redis.call('EXPIRE', KEYS[2], ARGV[4])
return 1
