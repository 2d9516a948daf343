#!lua flags=allow-oom
-- Take new entries for the stages and return their ids; never their bodies. Live articles first, up to the in-flight limit. Only when none of
-- them waits, re-runs are taken from their lane, and only while fewer than the re-run limit are in flight in all: they get what live articles
-- leave. Room is counted here, so it holds for any number of dispatchers. Entries that pause take none of it, up to once the limit.
-- KEYS: incoming, reruns   ARGV: group, consumer, in-flight limit, re-run limit, most at once, prefix of the work keys
-- Returns {room left, re-runs that still wait, {entry, attempt, stage}, ...}
local limit = tonumber(ARGV[3])
local pending = redis.call('XPENDING', KEYS[1], ARGV[1])
local paused = 0
for _, holder in ipairs(pending[4] or {}) do
  if string.sub(holder[1], 1, 6) == 'pause:' then
    paused = paused + holder[2]
  end
end
local flying = pending[1] - math.min(paused, limit)
local answer = { limit - flying, 0 }
local function take(count)
  local streams = redis.call('XREADGROUP', 'GROUP', ARGV[1], ARGV[2], 'COUNT', count, 'STREAMS', KEYS[1], '>')
  local taken = streams and streams[1][2] or {}
  for _, entry in ipairs(taken) do
    local work = redis.call('HMGET', ARGV[6] .. entry[1], 'attempt', 'stage')
    table.insert(answer, { entry[1], tonumber(work[1] or 1), work[2] or 'cleanup' })
  end
  flying = flying + #taken
  return #taken
end
local most = math.min(answer[1], tonumber(ARGV[5]))
local left = most > 0 and most - take(most) or 0
local share = math.min(left, tonumber(ARGV[4]) - flying)
if share > 0 then
  local reruns = redis.call('XRANGE', KEYS[2], '-', '+', 'COUNT', share)
  for _, rerun in ipairs(reruns) do
    local work = { 'HSET', '' }
    local article
    for i = 1, #rerun[2], 2 do
      if rerun[2][i] == 'article' then
        article = rerun[2][i + 1]
      else
        table.insert(work, rerun[2][i])
        table.insert(work, rerun[2][i + 1])
      end
    end
    if article and #work > 2 then -- else somebody put it there who is none of ours
      work[2] = ARGV[6] .. redis.call('XADD', KEYS[1], '*', 'article', article)
      redis.call(unpack(work))
    end
    redis.call('XDEL', KEYS[2], rerun[1])
  end
  if #reruns > 0 then
    take(#reruns)
  end
end
answer[1] = math.max(0, limit - flying)
answer[2] = redis.call('XLEN', KEYS[2])
return answer
