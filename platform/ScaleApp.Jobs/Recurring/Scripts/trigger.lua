--[[ Enqueues one run of a recurring job now, besides its timetable.

  KEYS[1]  tag  `{jobs:<queue>}`: recurring:<id> hash, job:<id> hash, wait:<priority> list
  ARGV[1]  id   string  of the recurring job
  ARGV[2]  run  string  id of the run

  Returns  1, or 0 when there is no such recurring job
]]
--@include begin
--@include wake
--@include insert
local name = key('recurring:' .. ARGV[1])
local f = redis.call('HMGET', name, 't', 'm', 'a', 'p', 'y', 'z')
if not f[1] then return 0 end
local moment = string.format('%.0f', now)
local fields = { 't', f[1], 'm', f[2], 'a', f[3], 'o', moment, 'i', ARGV[1] }
if f[5] ~= '' then for _, extra in ipairs({ 'y', f[5], 'z', f[6] }) do fields[#fields + 1] = extra end end
insert(ARGV[2], tonumber(f[4]), 0, fields, 1, #fields)
inserted()
redis.call('HSET', name, 'last', moment, 'job', ARGV[2])
return 1
