--[[ Adds to a number of a session.

  KEYS[1]  session  hash   ticket, and the numbers field:*
  ARGV[1]  field    string name of the number
  ARGV[2]  by       int    what to add; may be negative
  ARGV[3]  max      int    most that the number may be
  ARGV[4]  limit    int    most fields that a session may have

  Returns  the number as it is now, 0 when it was removed; false when the session has ended or has no room
  Keeps    a number is between 1 and max; a session that has ended is not brought back
]]
local session, field = KEYS[1], 'field:' .. ARGV[1]
local by, max, limit = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local own = 5

local kept = redis.call('HMGET', session, 'ticket', field)
if not kept[1] or (not kept[2] and by > 0 and redis.call('HLEN', session) - own >= limit) then
  return false
end

local value = math.min((tonumber(kept[2]) or 0) + by, max)
if value < 1 then
  redis.call('HDEL', session, field)
  return 0
end

redis.call('HSET', session, field, value)
return value
