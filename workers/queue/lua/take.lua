#!lua flags=allow-oom
-- Take entries whose stages are done, to settle them: hold each for this worker and read its end. What is settled already, of an older attempt,
-- or not through its stages, is dropped. Starts are not counted here: a settle worker waits for its database, and may end meanwhile without an
-- article to blame. What one held when it died (restart.lua counts it) is taken alone.
-- KEYS: settling, incoming, ledger
-- ARGV: group, worker, most entries, bytes after which no more is read, prefix of the work keys, a ledger id for a Redis that has none,
-- "again" to read first what this worker holds already and may never have heard of (a lost answer), else ""; field ...
-- Returns {how many were looked at, ledger id, {entry, body or false, value of each field or false}, ...}
redis.call('SET', KEYS[3], ARGV[6], 'NX')
local answer = { 0, redis.call('GET', KEYS[3]) }
local bytes = 0
local held = {}
if ARGV[7] == 'again' then
  for _, hold in ipairs(redis.call('XPENDING', KEYS[2], ARGV[1], '-', '+', ARGV[3], ARGV[2])) do
    table.insert(held, hold[1] .. ' ' .. (redis.call('HGET', ARGV[5] .. hold[1], 'attempt') or '1'))
  end
end
while answer[1] < tonumber(ARGV[3]) and bytes < tonumber(ARGV[4]) do
  local ticket = table.remove(held, 1) or redis.call('RPOP', KEYS[1])
  if not ticket then
    break
  end
  answer[1] = answer[1] + 1
  local entry, attempt = string.match(ticket, '^(%d+%-%d+) (%d+)$')
  local pending = entry and redis.call('XPENDING', KEYS[2], ARGV[1], entry, entry, 1)[1]
  local key = pending and ARGV[5] .. entry
  local work = pending and redis.call('HMGET', key, 'attempt', 'stage', 'begun')
  if pending and (work[1] or '1') == attempt and work[2] == 'settle' then
    if work[3] and #answer > 2 then
      redis.call('RPUSH', KEYS[1], ticket)
      break
    end
    local found = redis.call('XRANGE', KEYS[2], entry, entry)[1]
    local taken = { entry, false }
    if found then
      redis.call('XCLAIM', KEYS[2], ARGV[1], ARGV[2], 0, entry, 'RETRYCOUNT', pending[4] + 1, 'JUSTID')
      for i = 1, #found[2], 2 do
        if found[2][i] == 'article' then
          taken[2] = found[2][i + 1]
        end
      end
    end
    for i = 8, #ARGV do
      table.insert(taken, redis.call('HGET', key, ARGV[i]))
    end
    for i = 2, #taken do
      bytes = bytes + (taken[i] and #taken[i] or 0)
    end
    table.insert(answer, taken)
    if work[3] then
      break
    end
  end
end
return answer
