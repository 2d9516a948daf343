#!lua flags=no-writes
-- One look at the whole ledger, at one moment. Bodies are read of pending entries alone, and only when the sum does not hold.
-- KEYS: incoming, account, ledger   ARGV: group
-- Returns {ledger id, accepted, in the stream, through the gate, vanished, last id, last delivered id, first waiting id,
-- newest id when the sweeper looked last, newest id of a stream that was deleted, vanished and unrecorded ones that were acknowledged,
-- {pending entry, holder, deliveries, 1 if its body is gone}, ...}; "" stands for an id that there is not
local account = redis.call('HMGET', KEYS[2], 'finished', 'base', 'added', 'last', 'floor', 'acknowledged_vanished',
  'acknowledged_unrecorded')
local finished, base = tonumber(account[1] or 0), tonumber(account[2] or 0)
local beside = { account[4] or '', account[5] or '', tonumber(account[6] or 0), tonumber(account[7] or 0) }
local ledger = redis.call('GET', KEYS[3]) or ''
if redis.call('EXISTS', KEYS[1]) == 0 then
  local accepted = base + tonumber(account[3] or 0)
  return { ledger, accepted, 0, finished, accepted - finished, '0-0', '0-0', '', unpack(beside) }
end
local function facts(list)
  local found = {}
  for i = 1, #list, 2 do
    found[list[i]] = list[i + 1]
  end
  return found
end
local stream = facts(redis.call('XINFO', 'STREAM', KEYS[1]))
local delivered, pending = '0-0', {}
for _, list in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
  local group = facts(list)
  if group['name'] == ARGV[1] then
    delivered = group['last-delivered-id']
    if group['pending'] > 0 then
      pending = redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', group['pending'])
    end
  end
end
local waiting = redis.call('XRANGE', KEYS[1], '(' .. delivered, '+', 'COUNT', 1)[1]
local accepted = base + stream['entries-added']
local vanished = accepted - stream['length'] - finished
local answer = { ledger, accepted, stream['length'], finished, 0, stream['last-generated-id'], delivered, waiting and waiting[1] or '' }
for _, fact in ipairs(beside) do
  table.insert(answer, fact)
end
local unexplained = vanished > 0
for _, held in ipairs(pending) do
  local gone = unexplained and #redis.call('XRANGE', KEYS[1], held[1], held[1]) == 0
  vanished = gone and vanished - 1 or vanished
  table.insert(answer, { held[1], held[2], held[4], gone and 1 or 0 })
end
answer[5] = math.max(0, vanished)
return answer
