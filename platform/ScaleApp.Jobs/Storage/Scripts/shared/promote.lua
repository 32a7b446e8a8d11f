--[[ Moves delayed jobs that are due to the back of their wait lists.

  Needs    begin
  Defines  promote(most) -> how many were moved

  Keys     delayed zset (id -> due), wait:<priority> list
]]
local function promote(most)
  local due = redis.call('ZRANGEBYSCORE', key('delayed'), '-inf', now, 'LIMIT', 0, most)
  if #due == 0 then return 0 end
  redis.call('ZREM', key('delayed'), unpack(due))
  for _, id in ipairs(due) do
    redis.call('LPUSH', key('wait:' .. (redis.call('HGET', job(id), 'p') or '1')), id)
  end
  return #due
end
