#!lua
-- Accept one article: refuse when the stream is at its limit, else add. What is added is ours from then on.
-- An empty stream takes any article, also one that is as large as the limit. No flag here: on a full Redis this script must be refused.
-- KEYS: incoming   ARGV: most entries, most bytes, article JSON
-- Returns {entry id} or {"", entries, bytes}
local entries = redis.call('XLEN', KEYS[1])
local bytes = redis.call('MEMORY', 'USAGE', KEYS[1], 'SAMPLES', 8) or 0
if entries >= tonumber(ARGV[1]) or (entries > 0 and bytes + #ARGV[3] > tonumber(ARGV[2])) then
  return { '', entries, bytes }
end
return { redis.call('XADD', KEYS[1], '*', 'article', ARGV[3]) }
