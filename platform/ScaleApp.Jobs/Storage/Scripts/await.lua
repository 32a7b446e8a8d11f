--[[ Creates a job that starts when others have ended.

  KEYS[1]  tag  `{jobs:<queue>}`; the keys are named in the shared pieces below, and
             parents:<id>  set  the jobs, as queue/id, that it still waits for
             early:<id>    set  those whose end was told before the job was there
  ARGV[1]  id      string
  ARGV[2]  record  string  from the blank after `created` on
  then     the jobs to wait for

  Returns  1, or 0 when the job was there already
  Keeps    every id in exactly one of wait and awaiting
]]
--@include begin
--@include wake
--@include insert
local id = ARGV[1]
local parents, early = key('parents:' .. id), key('early:' .. id)
if redis.call('EXISTS', job(id)) == 1 then return 0 end
for at = 3, #ARGV, 1000 do
  redis.call('SADD', parents, unpack(ARGV, at, math.min(at + 999, #ARGV)))
end
for _, told in ipairs(redis.call('SMEMBERS', early)) do redis.call('SREM', parents, told) end
redis.call('DEL', early)
local due = nil
if redis.call('EXISTS', parents) == 0 then due = 0 end
insert(id, ARGV[2], due)
inserted()
return 1
