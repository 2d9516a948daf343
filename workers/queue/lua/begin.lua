#!lua flags=allow-oom
-- Begin one stage of one entry: check that it is still to be done, count the start, hold the entry for this worker, load the input.
-- XCLAIM silently drops an entry whose body is gone, so the body is looked for first and such an entry is not claimed.
-- KEYS: incoming, work
-- ARGV: group, entry, stage, attempt, worker, most starts, "body" or "", field of the work ...
-- Returns {verdict, starts, body or false, value of each field or false}; verdict: run, gone, held, stale, done, removed, buried
local pending = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[2], ARGV[2], 1)[1]
if not pending then
  return { 'gone' }
end
local work = redis.call('HMGET', KEYS[2], 'attempt', ARGV[3], 'failure', 'begun')
if (work[1] or '1') ~= ARGV[4] then
  return { 'stale' }
end
if work[2] or work[3] then
  return { 'done' }
end
local found = redis.call('XRANGE', KEYS[1], ARGV[2], ARGV[2])[1]
-- Another process works on it: this is a second copy of its message. Should that process die, the sweeper restarts the entry.
-- (An entry whose body is gone keeps the name of its last holder.)
if found and pending[2] ~= ARGV[5] and string.find(pending[2], '@', 1, true) and not string.find(pending[2], '^dispatcher@') then
  return { 'held' }
end
local starts = tonumber(work[4] or 0)
local verdict = 'run'
if found then
  redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[5], 0, ARGV[2], 'RETRYCOUNT', pending[4] + 1, 'JUSTID')
else
  verdict = 'removed'
end
-- Held by this very process already: its first question was carried out and the answer lost. It lives, so nothing is counted.
if verdict == 'run' and pending[2] ~= ARGV[5] then
  if starts >= tonumber(ARGV[6]) then
    verdict = 'buried'
  else
    starts = redis.call('HINCRBY', KEYS[2], 'begun', 1)
  end
end
local answer = { verdict, starts, false }
if found and ARGV[7] == 'body' then
  for i = 1, #found[2], 2 do
    if found[2][i] == 'article' then
      answer[3] = found[2][i + 1]
    end
  end
end
for i = 8, #ARGV do
  table.insert(answer, redis.call('HGET', KEYS[2], ARGV[i]))
end
return answer
