--[[ Removes a recurring job. Runs that were enqueued already stay.

  KEYS[1]  tag  `{jobs:<queue>}`: recurring zset (id -> next occurrence), recurring:<id> hash
  ARGV[1]  id  string

  Returns  its state as `paused last job`, for a queue it is moved to; nil when there was no such job
]]
--@include begin
local name = key('recurring:' .. ARGV[1])
local f = redis.call('HMGET', name, 'paused', 'last', 'job')
redis.call('ZREM', key('recurring'), ARGV[1])
if redis.call('DEL', name) == 0 then return false end
return f[1] .. ' ' .. f[2] .. ' ' .. f[3]
