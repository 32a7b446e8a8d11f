--[[ A page of the jobs in one state.

  KEYS[1]  tag     `{jobs:<queue>}`; keys as in docs/jobs.md
  ARGV[1]  state   Waiting, Delayed, Active, Succeeded, Dead, Awaiting or Blocked
  ARGV[2]  offset  int
  ARGV[3]  limit   int

  Returns  { how many there are, rows of { id, score (lease end of an active one) or empty, record, run, error, progress } }
]]
--@include begin
local state, offset, limit = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local total, rows = 0, {}
local function row(id, score)
  local record, ran = unpack(redis.call('MGET', job(id), run(id)))
  rows[#rows + 1] = { id, score, record, ran, unpack(redis.call('HMGET', key('more:' .. id), 'e', 'g')) }
end
if state == 'Waiting' then
  for priority = 0, 2 do
    local list = key('wait:' .. priority)
    local length = redis.call('LLEN', list)
    local from, wanted = math.max(0, offset - total), limit - #rows
    if wanted > 0 and from < length then
      local ids = redis.call('LRANGE', list, -(from + wanted), -(from + 1))
      for at = #ids, 1, -1 do row(ids[at], '') end
    end
    total = total + length
  end
elseif state == 'Active' then
  local servers = redis.call('ZRANGE', key('servers'), 0, -1, 'WITHSCORES')
  for at = 1, #servers, 2 do
    for _, id in ipairs(redis.call('SMEMBERS', key('active:' .. servers[at]))) do
      total = total + 1
      if total > offset and #rows < limit then row(id, servers[at + 1]) end
    end
  end
else
  local sets = { Delayed = 'delayed', Succeeded = 'done', Dead = 'dead', Awaiting = 'awaiting', Blocked = 'blocked' }
  local newest = state == 'Succeeded' or state == 'Dead'
  total = redis.call('ZCARD', key(sets[state]))
  local found = redis.call(newest and 'ZREVRANGE' or 'ZRANGE', key(sets[state]), offset, offset + limit - 1, 'WITHSCORES')
  for at = 1, #found, 2 do row(found[at], found[at + 1]) end
end
return { total, rows }
