--[[ A server says goodbye to a queue. What still runs is taken back at the end of its lease, so then it stays listed.

  KEYS[1]  tag  `{jobs:<queue>}`: servers zset, serverinfo hash, settings hash (g:<server>), idle zset, active:<server> set
  ARGV[1]  server  string
  then     id, token   of the jobs that the server knows it has

  Keeps    a wake-up that was sent to the server is passed on: what waits is looked at by another; so is a job that was handed to it
]]
--@include begin
--@include record
--@include wake
--@include free
--@include give_back
redis.call('ZREM', key('idle'), ARGV[1])
give_back(ARGV[1], 2)
if redis.call('EXISTS', key('active:' .. ARGV[1])) == 0 then
  redis.call('ZREM', key('servers'), ARGV[1])
  redis.call('HDEL', key('serverinfo'), ARGV[1])
  redis.call('HDEL', key('settings'), 'g:' .. ARGV[1])
end
local left = 0
for priority = 0, 2 do left = left + redis.call('LLEN', key('wait:' .. priority)) end
if left > 0 then wake(left + 1) end
