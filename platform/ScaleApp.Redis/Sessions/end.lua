--[[ Ends a session.

  KEYS[1]  session   hash
  KEYS[2]  sessions  zset   handles of the owner's sessions
  ARGV[1]  handle    string names the session

  Returns  1 when there was one, else 0
]]
local session, sessions, handle = KEYS[1], KEYS[2], ARGV[1]

redis.call('ZREM', sessions, handle)
return redis.call('DEL', session)
