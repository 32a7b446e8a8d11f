--[[ Has a job wait until it is due.

  Needs    begin
  Defines  delay(id, due) -> true when it is due before all others: those who sleep until then have to know

  Keys     run:<id> string, delayed zset (id -> due)
]]
local function delay(id, due)
  local at, head = string.format('%.0f', due), redis.call('ZRANGE', key('delayed'), 0, 0, 'WITHSCORES')
  redis.call('SET', run(id), '0 0 0 0 ' .. at .. '\n\n')
  redis.call('ZADD', key('delayed'), at, id)
  return not head[2] or due < tonumber(head[2])
end
