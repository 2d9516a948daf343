#!lua flags=allow-oom
-- Notice entries that left the stream without passing the gate (XDEL, XTRIM or DEL by another program), and note how many and between
-- which ids: from the oldest entry that was unfinished when this was asked last (where there was none, from that time on, known to a minute),
-- to the newest that can be gone.
-- KEYS: incoming, account, vanished   ARGV: group, most notes kept
-- Returns {} or {how many are newly gone, from, to}
if redis.call('EXISTS', KEYS[1]) == 0 then
  return {}
end
local function earlier(a, b)
  local a_ms, a_number = string.match(a, '(%d+)-(%d+)')
  local b_ms, b_number = string.match(b, '(%d+)-(%d+)')
  if a_ms ~= b_ms then
    return tonumber(a_ms) < tonumber(b_ms)
  end
  return tonumber(a_number) < tonumber(b_number)
end
local stream = {}
local list = redis.call('XINFO', 'STREAM', KEYS[1])
for i = 1, #list, 2 do
  stream[list[i]] = list[i + 1]
end
local account = redis.call('HMGET', KEYS[2], 'finished', 'base', 'vanished', 'added', 'oldest', 'last')
local finished, base, vanished = tonumber(account[1] or 0), tonumber(account[2] or 0), tonumber(account[3] or 0)
local added, before = stream['entries-added'], tonumber(account[4] or 0)
local gone = base + added - stream['length'] - finished - vanished
if added < before or gone < 0 then
  -- The stream was deleted and began anew; what the old one had counted still counts.
  redis.call('HINCRBY', KEYS[2], 'base', before)
  redis.call('HSET', KEYS[2], 'floor', account[6] or '0-0')
  gone = gone + before
end
local first = stream['first-entry'] and stream['first-entry'][1]
local oldest = first
local pending = redis.pcall('XPENDING', KEYS[1], ARGV[1])
if not pending.err and pending[1] > 0 then
  if not first or earlier(pending[2], first) then
    oldest = pending[2]
  end
  if gone > 0 then
    -- A pending entry without a body is not gone: the sweeper makes a dead letter of it.
    for _, held in ipairs(redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', pending[1])) do
      if #redis.call('XRANGE', KEYS[1], held[1], held[1]) == 0 then
        gone = gone - 1
      end
    end
  end
end
if not oldest then
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  local known = account[5] or '0-0'
  local last = stream['last-generated-id']
  if earlier(known, last) or now - tonumber(string.match(known, '%d+')) > 60000 then
    known = string.format('%.0f-0', now)
  end
  oldest = earlier(known, last) and last or known
end
if account[4] ~= tostring(added) or account[5] ~= oldest then
  redis.call('HSET', KEYS[2], 'added', added, 'oldest', oldest, 'last', stream['last-generated-id'])
end
if gone <= 0 then
  return {}
end
local to = stream['last-generated-id']
if account[6] and earlier(to, account[6]) then
  to = account[6]
elseif first then
  to = earlier(first, stream['max-deleted-entry-id']) and stream['max-deleted-entry-id'] or first
end
local from = account[5] or '0-0'
redis.call('HINCRBY', KEYS[2], 'vanished', gone)
redis.call('XADD', KEYS[3], 'MAXLEN', '~', ARGV[2], '*', 'entries', gone, 'from', from, 'to', to)
return { gone, from, to }
