--[[ Returns the ticket of a session, and puts its end off.

  KEYS[1]  session   hash   ticket, seen, ends (unix ms)
  KEYS[2]  sessions  zset   handles of the owner's sessions -> last used (unix ms)
  ARGV[1]  handle    string names the session
  ARGV[2]  idle      int    ms without use after which it ends
  ARGV[3]  slide     int    ms within which a further use is not written down

  Returns  the ticket; false when the session has ended
  Keeps    a session ends no later than its absolute end; one that has ended is not brought back
]]
local session, sessions = KEYS[1], KEYS[2]
local handle, idle, slide = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])

local kept = redis.call('HMGET', session, 'ticket', 'seen', 'ends')
local ticket = kept[1]
if not ticket then
  return false
end

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now - kept[2] >= slide then
  redis.call('HSET', session, 'seen', now)
  redis.call('PEXPIRE', session, math.min(idle, kept[3] - now))
  redis.call('ZADD', sessions, 'XX', now, handle)
end

return ticket
