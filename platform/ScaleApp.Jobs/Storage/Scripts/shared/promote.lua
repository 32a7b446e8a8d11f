--[[ Moves delayed jobs that are due to the back of their wait lists.

  Needs    begin, record
  Defines  promote(most) -> how many were moved

  Keys     delayed zset (id -> due), wait:<priority> list
]]
local function promote(most)
  local due = redis.call('ZRANGEBYSCORE', key('delayed'), '-inf', moment, 'LIMIT', 0, most)
  if #due == 0 then return 0 end
  redis.call('ZREM', key('delayed'), unpack(due))
  for _, id in ipairs(due) do redis.call('LPUSH', key('wait:' .. priority(id)), id) end
  return #due
end
