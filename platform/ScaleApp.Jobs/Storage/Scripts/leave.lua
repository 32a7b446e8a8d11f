--[[ A server says goodbye to a queue. What it still has is taken back at the end of its lease, so then it stays listed.

  KEYS[1]  tag  `{jobs:<queue>}`: servers zset, serverinfo hash, settings hash (g:<server>), idle set, active:<server> set
  ARGV[1]  server  string

  Keeps    a wake-up that was sent to the server is passed on: what waits is looked at by another
]]
--@include begin
--@include wake
redis.call('SREM', key('idle'), ARGV[1])
if redis.call('EXISTS', key('active:' .. ARGV[1])) == 0 then
  redis.call('ZREM', key('servers'), ARGV[1])
  redis.call('HDEL', key('serverinfo'), ARGV[1])
  redis.call('HDEL', key('settings'), 'g:' .. ARGV[1])
end
local left = 0
for priority = 0, 2 do left = left + redis.call('LLEN', key('wait:' .. priority)) end
if left > 0 then wake(left + 1) end
