--[[ Creates a job that starts when others have ended.

  KEYS[1]  tag  `{jobs:<queue>}`; the keys are named in the shared pieces below, and
             parents:<id>  set  the jobs, as queue/id, that it still waits for
             early:<id>    set  those whose end was told before the job was there
  ARGV[1]  id        string
  ARGV[2]  priority  int  0 high, 1 normal, 2 low
  ARGV[3]  n         int  how many strings of fields follow
  then     field, value, ...  of the job's hash
  then     the jobs to wait for

  Returns  1, or 0 when the job was there already
  Keeps    every id in exactly one of wait and awaiting
]]
--@include begin
--@include wake
--@include insert
local id, last = ARGV[1], 3 + tonumber(ARGV[3])
local parents, early = key('parents:' .. id), key('early:' .. id)
if redis.call('EXISTS', job(id)) == 1 then return 0 end
for at = last + 1, #ARGV, 1000 do
  redis.call('SADD', parents, unpack(ARGV, at, math.min(at + 999, #ARGV)))
end
for _, told in ipairs(redis.call('SMEMBERS', early)) do redis.call('SREM', parents, told) end
redis.call('DEL', early)
local due = nil
if redis.call('EXISTS', parents) == 0 then due = 0 end
insert(id, tonumber(ARGV[2]), due, ARGV, 4, last)
inserted()
return 1
