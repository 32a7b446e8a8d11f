--[[ Creates a job that starts when others have ended.

  KEYS[1]  tag  `{jobs:<queue>}`; the keys are named in the shared pieces below, and
             parents:<id>  set   the jobs, as queue/id, that it still waits for
             early:<id>    set   those whose end was told before the job was there
             opening       zset  id -> when those it waits for must all have been created (unix ms)
  ARGV[1]  id      string
  ARGV[2]  record  string  from the blank after `created` on
  ARGV[3]  open    int     ms that the creation of those it waits for may take, 0 when they are all there; see reclaim
  then     the jobs to wait for

  Returns  1, or 0 when the job was there already
  Keeps    every id in exactly one of wait and awaiting
]]
--@include begin
--@include wake
--@include delay
--@include token
--@include hand_over
--@include insert
local id = ARGV[1]
local parents, early = key('parents:' .. id), key('early:' .. id)
if redis.call('EXISTS', job(id)) == 1 then return 0 end
for at = 4, #ARGV, 1000 do
  redis.call('SADD', parents, unpack(ARGV, at, math.min(at + 999, #ARGV)))
end
for _, told in ipairs(redis.call('SMEMBERS', early)) do redis.call('SREM', parents, told) end
redis.call('DEL', early)
local due = nil
if redis.call('EXISTS', parents) == 0 then due = 0 end
insert(id, ARGV[2], due)
if not due and ARGV[3] ~= '0' then redis.call('ZADD', key('opening'), string.format('%.0f', now + ARGV[3]), id) end
inserted()
return 1
