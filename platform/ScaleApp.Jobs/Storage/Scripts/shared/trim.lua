--[[ Forgets the oldest ended jobs.

  Needs    begin, ended
  Defines  forget(ids)      deletes the jobs whose ids these are; they are in no list or zset any more
           trim(set, cap)   keeps at most cap ids in the zset, forgetting at most 1000 in one call

  Keys     job:<id> hash, log:<id> list, done and dead zsets
]]
local function forget(ids, given_up)
  local names = {}
  for i = 1, #ids do
    if given_up then ended(ids[i], 'deleted', redis.call('HGET', job(ids[i]), 'l')) end
    names[#names + 1] = job(ids[i])
    names[#names + 1] = key('log:' .. ids[i])
  end
  if #names > 0 then redis.call('UNLINK', unpack(names)) end
end
local function trim(set, cap)
  local over = redis.call('ZCARD', key(set)) - cap
  if over <= 0 then return end
  local ids, old = {}, redis.call('ZPOPMIN', key(set), math.min(over, 1000))
  for i = 1, #old, 2 do ids[#ids + 1] = old[i] end
  forget(ids, set == 'dead')
end
