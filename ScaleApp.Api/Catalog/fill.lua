--[[ Stores an answer about the catalogue, if it is still true.

  KEYS[1]  entry     string  version (16 characters) and answer
  KEYS[2]  version   string  the catalogue's version
  KEYS[3]  holds     zset    update in progress -> until when it holds up filling (unix ms)
  ARGV[1]  expected  string  the version under which the answer was looked for; empty when there was none
  ARGV[2]  fresh     string  a new version, used when there is none
  ARGV[3]  answer    bytes
  ARGV[4]  lifetime  int     ms

  Returns  1 when stored, 0 when the catalogue has changed or is being changed
  Keeps    an answer that was read before an update is never stored after it
]]
local entry, version, holds = KEYS[1], KEYS[2], KEYS[3]
local expected, fresh, answer, lifetime = ARGV[1], ARGV[2], ARGV[3], ARGV[4]

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', holds, '-inf', now)

if redis.call('EXISTS', holds) == 1 or (redis.call('GET', version) or '') ~= expected then
  return 0
end

if expected == '' then
  redis.call('SET', version, fresh)
  expected = fresh
end

redis.call('SET', entry, expected .. answer, 'PX', lifetime)
return 1
