--[[ Changes a queue's settings, and has every parked server look at the queue with the new ones.

  KEYS[1]  tag  `{jobs:<queue>}`:
             settings  hash  paused (1, absent when not), rate and period (ms), absent for no limit
             idle      zset  servers parked for want of work
  ARGV     name, value, ...; an empty value takes the setting away
]]
--@include begin
--@include wake
for at = 1, #ARGV, 2 do
  if ARGV[at + 1] == '' then
    redis.call('HDEL', key('settings'), ARGV[at])
  else
    redis.call('HSET', key('settings'), ARGV[at], ARGV[at + 1])
  end
end
wake(redis.call('ZCARD', key('idle')))
