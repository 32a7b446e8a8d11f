--[[ Stores a new session; removes those that have ended, and the least recently used ones when there are too many.

  KEYS[1]  sessions  hash   of an owner; for each session, by its handle: ticket:, device:, created:, seen:, ends: (unix ms)
  ARGV[1]  handle    string names the session
  ARGV[2]  ticket    bytes
  ARGV[3]  device    string what signed in
  ARGV[4]  idle      int    ms without use after which a session ends
  ARGV[5]  lifetime  int    ms after which it ends in any case
  ARGV[6]  limit     int    most sessions of an owner

  Returns  nothing
  Keeps    at most `limit` sessions; the key expires with the last of them
]]
local sessions, handle, ticket, device = KEYS[1], ARGV[1], ARGV[2], ARGV[3]
local idle, lifetime, limit = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local known = {}
for _, field in ipairs(redis.call('HKEYS', sessions)) do
  local other = string.match(field, '^seen:(.*)')
  if other then
    local times = redis.call('HMGET', sessions, field, 'ends:' .. other)
    known[#known + 1] = { handle = other, seen = tonumber(times[1]), ends = tonumber(times[2]) }
  end
end

table.sort(known, function(a, b) return a.seen > b.seen end)
for i, other in ipairs(known) do
  if i >= limit or other.seen + idle <= now or other.ends <= now then
    local h = other.handle
    redis.call('HDEL', sessions, 'ticket:' .. h, 'device:' .. h, 'created:' .. h, 'seen:' .. h, 'ends:' .. h)
  end
end

redis.call('HSET', sessions, 'ticket:' .. handle, ticket, 'device:' .. handle, device,
  'created:' .. handle, now, 'seen:' .. handle, now, 'ends:' .. handle, now + lifetime)
redis.call('PEXPIRE', sessions, idle)
