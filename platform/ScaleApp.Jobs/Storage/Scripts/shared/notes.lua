--[[ What few jobs have besides their record and their run. Which do is known without looking at each.

  Needs    begin
  Defines  note(id, kind, text)    adds an entry `ms kind text` to the job's log
           tell(id, field, value)  e the last error, g progress in per cent, l jobs that wait for it
           noted(ids) -> those of the ids that have a log or told something

  Keys     noted set (ids), log:<id> list, more:<id> hash
]]
local function note(id, kind, text)
  local log = key('log:' .. id)
  redis.call('RPUSH', log, moment .. ' ' .. kind .. ' ' .. text)
  redis.call('LTRIM', log, -1000, -1)
  redis.call('SADD', key('noted'), id)
end
local function tell(id, field, value)
  redis.call('HSET', key('more:' .. id), field, value)
  redis.call('SADD', key('noted'), id)
end
local function noted(ids)
  local found = {}
  if redis.call('EXISTS', key('noted')) == 0 then return found end
  for i, is in ipairs(redis.call('SMISMEMBER', key('noted'), unpack(ids))) do
    if is == 1 then found[#found + 1] = ids[i] end
  end
  return found
end
