#!lua flags=no-writes
-- Which dead letters a page of the lane of re-runs sends again; never a body.
-- KEYS: reruns   ARGV: first id, most
-- Returns {last id of the page or "", letter, ...}
local page = redis.call('XRANGE', KEYS[1], ARGV[1], '+', 'COUNT', ARGV[2])
local answer = { #page > 0 and page[#page][1] or '' }
for _, rerun in ipairs(page) do
  for i = 1, #rerun[2], 2 do
    if rerun[2][i] == 'letter' then
      table.insert(answer, rerun[2][i + 1])
    end
  end
end
return answer
