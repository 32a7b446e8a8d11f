--[[ Forgets the oldest ended jobs.

  Needs    begin, notes, ended
  Defines  forget(ids, given_up)  deletes the jobs whose ids these are; they are in no list or zset any more. Of dead ones
                                  (given_up) those that wait for them hear
           trim(set, cap)         keeps at most cap ids in the zset, forgetting at most 1000 in one call

  Keys     job:<id>, run:<id>, log:<id>, more:<id>, noted, done and dead zsets
]]
local function forget(ids, given_up)
  if #ids == 0 then return end
  local names, more = {}, noted(ids)
  for i, id in ipairs(ids) do
    names[2 * i - 1] = jobs_of .. id
    names[2 * i] = runs_of .. id
  end
  for _, id in ipairs(more) do
    if given_up then ended(id, 'deleted') end
    names[#names + 1] = key('log:' .. id)
    names[#names + 1] = key('more:' .. id)
  end
  redis.call('UNLINK', unpack(names))
  if #more > 0 then redis.call('SREM', key('noted'), unpack(more)) end
end
local function trim(set, cap)
  local over = redis.call('ZCARD', key(set)) - cap
  if over <= 0 then return end
  local ids, old = {}, redis.call('ZPOPMIN', key(set), math.min(over, 1000))
  for i = 1, #old, 2 do ids[#ids + 1] = old[i] end
  forget(ids, set == 'dead')
end
