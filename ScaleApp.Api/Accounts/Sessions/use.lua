--[[ Returns the ticket of a session, and puts its end off.

  KEYS[1]  sessions  hash   of an owner; for each session, by its handle: ticket:, seen:, ends: (unix ms)
  ARGV[1]  handle    string names the session
  ARGV[2]  idle      int    ms without use after which a session ends
  ARGV[3]  slide     int    ms within which a further use is not written

  Returns  the ticket; false when the session has ended
  Keeps    a session ends no later than its absolute end; one that has ended is not brought back
]]
local sessions, handle, idle, slide = KEYS[1], ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])

local session = redis.call('HMGET', sessions, 'ticket:' .. handle, 'seen:' .. handle, 'ends:' .. handle)
local ticket, seen, ends = session[1], tonumber(session[2] or 0), tonumber(session[3] or 0)
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if not ticket or seen + idle <= now or ends <= now then
  return false
end

if now - seen >= slide then
  redis.call('HSET', sessions, 'seen:' .. handle, now)
  redis.call('PEXPIRE', sessions, idle)
end

return ticket
