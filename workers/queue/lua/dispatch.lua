#!lua flags=allow-oom
-- Take as many new entries as there is room for, through the consumer group, and return their ids; never their bodies.
-- The room is counted here, so it holds for any number of dispatchers.
-- KEYS: incoming   ARGV: group, consumer, in-flight limit, most at once, prefix of the work keys
-- Returns {room left, {entry, attempt, stage}, ...}
local pending = redis.call('XPENDING', KEYS[1], ARGV[1])[1]
local room = tonumber(ARGV[3]) - pending
if room <= 0 then
  return { 0 }
end
local answer = { room }
local count = math.min(room, tonumber(ARGV[4]))
local streams = redis.call('XREADGROUP', 'GROUP', ARGV[1], ARGV[2], 'COUNT', count, 'STREAMS', KEYS[1], '>')
if streams then
  for _, entry in ipairs(streams[1][2]) do
    local work = redis.call('HMGET', ARGV[5] .. entry[1], 'attempt', 'stage')
    table.insert(answer, { entry[1], tonumber(work[1] or 1), work[2] or 'cleanup' })
    answer[1] = answer[1] - 1
  end
end
return answer
