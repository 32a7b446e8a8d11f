--[[ Enqueues one run of a recurring job now, besides its timetable.

  KEYS[1]  tag  `{jobs:<queue>}`: recurring:<id> hash, job:<id> string, wait:<priority> list
  ARGV[1]  id   string  of the recurring job
  ARGV[2]  run  string  id of the run

  Returns  1, or 0 when there is no such recurring job
]]
--@include begin
--@include wake
--@include delay
--@include token
--@include hand_over
--@include insert
--@include occurrence
local name = key('recurring:' .. ARGV[1])
local f = redis.call('HMGET', name, 'head', 'call')
if not f[1] then return 0 end
insert(ARGV[2], occurrence(f[1], moment, ARGV[1], f[2]), 0)
inserted()
redis.call('HSET', name, 'last', moment, 'job', ARGV[2])
return 1
