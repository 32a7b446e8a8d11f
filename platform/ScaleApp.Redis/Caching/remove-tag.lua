--[[ Gives a tag a new version, so that no entry of the partition that was filled under an older one counts, and tells every replica.

  KEYS[1]  sequence  string  counts the invalidations of the partition
  KEYS[2]  tag       string  the tag's version
  ARGV[1]  channel   string  where it is told
  ARGV[2]  before    string  the message before the number
  ARGV[3]  after     string  and after it
  ARGV[4]  lifetime  int     ms after which no entry is left that was filled before

  Returns  the number of this invalidation
  Keeps    numbers without gaps; a version is never given twice
]]
local sequence, tag = KEYS[1], KEYS[2]
local channel, before, after, lifetime = unpack(ARGV)

local time = redis.call('TIME')
redis.call('SET', sequence, string.format('%.0f', time[1] * 1000000 + time[2]), 'NX')
local number = string.format('%.0f', redis.call('INCR', sequence))
redis.call('SET', tag, number, 'PX', lifetime)
redis.call('PUBLISH', channel, before .. number .. after)
return tonumber(number)
