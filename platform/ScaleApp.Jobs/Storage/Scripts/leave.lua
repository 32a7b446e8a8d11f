--[[ A server says goodbye to a queue.

  KEYS[1]  tag  `{jobs:<queue>}`: servers zset, serverinfo hash, settings hash (g:<server>), idle set
  ARGV[1]  server  string

  Keeps    a wake-up that was sent to the server is passed on: what waits is looked at by another
]]
--@include begin
--@include wake
redis.call('ZREM', key('servers'), ARGV[1])
redis.call('HDEL', key('serverinfo'), ARGV[1])
redis.call('HDEL', key('settings'), 'g:' .. ARGV[1])
redis.call('SREM', key('idle'), ARGV[1])
local left = 0
for priority = 0, 2 do left = left + redis.call('LLEN', key('wait:' .. priority)) end
if left > 0 then wake(left + 1) end
