--[[ Stores what a lease was given for, unless it has been voided, and wakes those who wait for it.

  KEYS[1]   entry     hash    value (bytes), stale (unix ms), tags (their versions when it was filled)
  KEYS[2]   lease     string  token of the one that fills
  KEYS[3+]  tag       string  the tag's version; absent when it was never invalidated
  ARGV[1]   token     string  the lease
  ARGV[2]   versions  string  of the tags, when the lease was given
  ARGV[3]   value     bytes
  ARGV[4]   fresh     int     ms until it is stale
  ARGV[5]   lifetime  int     ms until it expires
  ARGV[6]   channel   string  where it is told
  ARGV[7]   message   string  that the entry was filled

  Returns  1 when stored, 0 when the lease was voided or has run out, or a tag was invalidated meanwhile
  Keeps    what was read before an invalidation is never stored after it
]]
local entry, lease = KEYS[1], KEYS[2]
local token, expected, value, fresh, lifetime, channel, message = unpack(ARGV)

if redis.call('GET', lease) ~= token then
  return 0
end
redis.call('DEL', lease)
redis.call('PUBLISH', channel, message)

local versions = {}
for i = 3, #KEYS do
  versions[i - 2] = redis.call('GET', KEYS[i]) or '0'
end
if table.concat(versions, ' ') ~= expected then
  return 0
end

local time = redis.call('TIME')
local stale = time[1] * 1000 + math.floor(time[2] / 1000) + fresh
redis.call('HSET', entry, 'value', value, 'stale', string.format('%.0f', stale), 'tags', expected)
redis.call('PEXPIRE', entry, lifetime)
return 1
