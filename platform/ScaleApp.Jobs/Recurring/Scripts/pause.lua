--[[ Pauses a recurring job, or lets it go on. What would have been due while it was paused is not made up for.

  KEYS[1]  tag  `{jobs:<queue>}`: recurring zset (id -> next occurrence, +inf for none), recurring:<id> hash
  ARGV[1]  id       string
  ARGV[2]  paused   int     1 or 0
  ARGV[3]  version  int     of the definition that next was computed with
  ARGV[4]  next     string  first occurrence after now (unix ms), empty for none
  ARGV[5]  channel  string  who listens for changed timetables; the message is the queue

  Returns  1 when it is so now; 0 when there is no such job in this version
]]
--@include begin
local name = key('recurring:' .. ARGV[1])
local f = redis.call('HMGET', name, 'v', 'paused')
if f[1] ~= ARGV[3] then return 0 end
if f[2] == ARGV[2] then return 1 end
redis.call('HSET', name, 'paused', ARGV[2], 'next', ARGV[4])
redis.call('HINCRBY', name, 'v', 1)
redis.call('ZADD', key('recurring'), (ARGV[2] == '1' or ARGV[4] == '') and '+inf' or ARGV[4], ARGV[1])
redis.call('PUBLISH', ARGV[5], string.sub(tag, 7, -2))
return 1
