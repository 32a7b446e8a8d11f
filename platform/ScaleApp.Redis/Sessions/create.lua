--[[ Keeps a new session; ends the owner's least recently used ones when there are too many.

  KEYS[1]  session   hash   ticket, device, created, seen, ends (unix ms)
  KEYS[2]  sessions  zset   handles of the owner's sessions -> last used (unix ms)
  ARGV[1]  handle    string names the session
  ARGV[2]  prefix    string of the keys of the owner's sessions, the handle follows it
  ARGV[3]  ticket    bytes
  ARGV[4]  device    string what signed in
  ARGV[5]  idle      int    ms without use after which it ends
  ARGV[6]  lifetime  int    ms after which it ends in any case
  ARGV[7]  limit     int    most sessions of an owner

  Returns  nothing
  Keeps    every session is in its owner's set, and both expire
]]
local session, sessions = KEYS[1], KEYS[2]
local handle, prefix, ticket, device = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local idle, lifetime, limit = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('HSET', session, 'ticket', ticket, 'device', device, 'created', now, 'seen', now, 'ends', now + lifetime)
redis.call('PEXPIRE', session, idle)
redis.call('ZADD', sessions, now, handle)
redis.call('PEXPIRE', sessions, lifetime)

-- Those that have expired count as well, and are the least recently used: they go first.
local surplus = redis.call('ZCARD', sessions) - limit
if surplus > 0 then
  for _, oldest in ipairs(redis.call('ZRANGE', sessions, 0, surplus - 1)) do
    redis.call('DEL', prefix .. oldest)
    redis.call('ZREM', sessions, oldest)
  end
end
