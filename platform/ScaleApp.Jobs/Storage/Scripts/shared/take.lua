--[[ Hands waiting jobs to a server.

  Needs    begin, record, token
  Defines  take(most, server, lease) -> id, record, ... of the jobs; the token of them all; index (from 0), attempt, due, ... of
           those that were tried or delayed before; and whether all that waits was looked at

  A job whose concurrency key has no room is held back in `blocked` and looked at again when one of the key ends.

  Keys     wait:<priority> list, active:<server> set, servers zset (server -> end of its lease), job:<id> and run:<id> strings,
           holders:<key> set, blocked:<key> list, blocked zset, token string
  Keeps    a server that has jobs has a lease
]]
local function held_back(id, limited, most)
  local holders = key('holders:' .. limited)
  if redis.call('SCARD', holders) < most then
    redis.call('SADD', holders, id)
    return false
  end
  redis.call('RPUSH', key('blocked:' .. limited), id)
  redis.call('ZADD', key('blocked'), moment, id)
  return true
end
local function pop(priority, most)
  local ids = redis.call('RPOP', key('wait:' .. priority), most)
  if not ids then return end
  local names, n = {}, #ids
  for i = 1, n do
    names[i] = jobs_of .. ids[i]
    names[n + i] = runs_of .. ids[i]
  end
  return ids, names, redis.call('MGET', unpack(names))
end
local function take(most, server, lease)
  local token = next_token()
  local first = begun(token, server)
  local jobs, again, ids, runs, looks = {}, {}, {}, {}, most + 1000
  local function hand_out(id, name, record, before)
    local limited, room = limit(record)
    if limited and held_back(id, limited, room) then return end
    local state = limited and first .. limited or first
    if before then
      local was = read(before)
      was.token, was.attempts, was.begun, was.server, was.limited = token, was.attempts + 1, moment, server, limited
      for _, value in ipairs({ #ids, was.attempts, was.due }) do again[#again + 1] = value end
      state = written(was)
    end
    ids[#ids + 1] = id
    jobs[#jobs + 1] = id
    jobs[#jobs + 1] = record
    runs[#runs + 1] = name
    runs[#runs + 1] = state
  end
  for priority = 0, 2 do
    while #ids < most and looks > 0 do
      local found, names, states = pop(priority, most - #ids)
      if not found then break end
      local n = #found
      looks = looks - n
      for i = 1, n do
        if states[i] then hand_out(found[i], names[n + i], states[i], states[n + i]) end
      end
    end
  end
  if #ids > 0 then
    redis.call('SET', key('token'), token)
    redis.call('MSET', unpack(runs))
    redis.call('SADD', key('active:' .. server), unpack(ids))
    redis.call('ZADD', key('servers'), string.format('%.0f', now + lease), server)
  end
  return jobs, token, again, looks > 0
end
