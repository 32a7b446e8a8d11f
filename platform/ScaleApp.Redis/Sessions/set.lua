--[[ Sets a number of a session.

  KEYS[1]  session  hash   ticket, and the numbers field:*
  ARGV[1]  field    string name of the number
  ARGV[2]  value    int    0 removes it
  ARGV[3]  limit    int    most fields that a session may have

  Returns  1 when set, 0 when the session has ended or has no room
  Keeps    a session that has ended is not brought back
]]
local session, field = KEYS[1], 'field:' .. ARGV[1]
local value, limit = tonumber(ARGV[2]), tonumber(ARGV[3])
local own = 5

local kept = redis.call('HMGET', session, 'ticket', field)
if not kept[1] or (not kept[2] and value > 0 and redis.call('HLEN', session) - own >= limit) then
  return 0
end

if value < 1 then
  redis.call('HDEL', session, field)
else
  redis.call('HSET', session, field, value)
end

return 1
