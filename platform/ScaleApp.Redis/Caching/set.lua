--[[ Stores a value that its writer knows to be true, voids the lease to fill it, and tells every replica to forget what it had.

  KEYS[1]   sequence  string  counts the invalidations of the partition
  KEYS[2]   entry     hash    value (bytes), stale (unix ms), tags (their versions)
  KEYS[3]   lease     string  what is voided
  KEYS[4+]  tag       string  the tag's version; absent when it was never invalidated
  ARGV[1]   channel   string  where it is told
  ARGV[2]   before    string  the message before the number
  ARGV[3]   after     string  and after it
  ARGV[4]   value     bytes
  ARGV[5]   fresh     int     ms until it is stale
  ARGV[6]   lifetime  int     ms until it expires

  Returns  the number of this invalidation
  Keeps    numbers without gaps
]]
local sequence, entry, lease = KEYS[1], KEYS[2], KEYS[3]
local channel, before, after, value, fresh, lifetime = unpack(ARGV)

local versions = {}
for i = 4, #KEYS do
  versions[i - 3] = redis.call('GET', KEYS[i]) or '0'
end

local time = redis.call('TIME')
local stale = time[1] * 1000 + math.floor(time[2] / 1000) + fresh
redis.call('SET', sequence, string.format('%.0f', time[1] * 1000000 + time[2]), 'NX')
local number = redis.call('INCR', sequence)
redis.call('DEL', lease)
redis.call('HSET', entry, 'value', value, 'stale', string.format('%.0f', stale), 'tags', table.concat(versions, ' '))
redis.call('PEXPIRE', entry, lifetime)
redis.call('PUBLISH', channel, before .. string.format('%.0f', number) .. after)
return number
