--[[ Tells waiting jobs that one they wait for has ended. May be repeated: each end counts once.

  KEYS[1]  tag  `{jobs:<queue>}`; the keys are named in the shared pieces below, and
             awaiting      zset  id -> created (unix ms)
             parents:<id>  set   the jobs that it still waits for
             early:<id>    set   ends told before the job was there, kept an hour
  ARGV     for each message:
    1  outcome  ok, dead or deleted
    2  mode     + any end counts, = only success: then the end of a deleted job deletes the one that waits
    3  id       of the job that waits
    4  parent   queue/id of the job that ended

  Returns  signals, of jobs that were deleted themselves
  Keeps    every id in exactly one place
]]
--@include begin
--@include record
--@include wake
--@include notes
--@include ended
--@include trim
local ready = 0
for at = 1, #ARGV, 4 do
  local outcome, mode, id, parent = ARGV[at], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3]
  local parents = key('parents:' .. id)
  if redis.call('EXISTS', job(id)) == 0 then
    redis.call('SADD', key('early:' .. id), parent)
    redis.call('PEXPIRE', key('early:' .. id), 3600000)
  elseif mode == '=' and outcome == 'deleted' then
    if redis.call('ZREM', key('awaiting'), id) == 1 then
      ended(id, 'deleted')
      forget({ id })
      redis.call('DEL', parents)
      redis.call('HINCRBY', key('counters'), 'deleted', 1)
    end
  else
    redis.call('SREM', parents, parent)
    if redis.call('EXISTS', parents) == 0 and redis.call('ZREM', key('awaiting'), id) == 1 then
      redis.call('LPUSH', key('wait:' .. priority(id)), id)
      ready = ready + 1
    end
  end
end
if ready > 0 then wake(ready + 1) end
return signals
