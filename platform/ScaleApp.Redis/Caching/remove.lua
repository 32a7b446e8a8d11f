--[[ Removes an entry, voids the lease to fill it, and tells every replica.

  KEYS[1]  sequence  string  counts the invalidations of the partition
  KEYS[2]  entry     hash    what is removed
  KEYS[3]  lease     string  what is voided
  ARGV[1]  channel   string  where it is told
  ARGV[2]  before    string  the message before the number
  ARGV[3]  after     string  and after it

  Returns  the number of this invalidation
  Keeps    numbers without gaps; after a loss of data they begin above all that were given out before
]]
local sequence, entry, lease = KEYS[1], KEYS[2], KEYS[3]
local channel, before, after = unpack(ARGV)

local time = redis.call('TIME')
redis.call('SET', sequence, string.format('%.0f', time[1] * 1000000 + time[2]), 'NX')
local number = redis.call('INCR', sequence)
redis.call('DEL', entry, lease)
redis.call('PUBLISH', channel, before .. string.format('%.0f', number) .. after)
return number
