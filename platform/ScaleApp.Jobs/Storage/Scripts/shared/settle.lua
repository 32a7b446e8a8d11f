--[[ Ends attempts: a worker says what became of the jobs it took, each with the token it took it with.

  Needs    begin, free, ended, trim
  Defines  lost                  ids that are no longer the worker's: taken back, deleted, or settled before
           succeed(first, last, cap)   pairs id, token from ARGV[first] to ARGV[last]; at most cap stay in `done`
           settle(op, id, token, delay, text, cap)   one job that did not succeed; op:
             retry    again in `delay` ms, text is the error
             dead     given up, text is the error; at most cap stay in `dead`
             delete   given up and forgotten
             back     not at fault (shutdown): to the front of the queue, attempt not counted, text says why

  Keeps    fencing: a job changes only when it is active and its token is the one given; each id in exactly one place
]]
local lost, counted = {}, {}
local function count(event, n) counted[event] = (counted[event] or 0) + n end
local function counts()
  for event, n in pairs(counted) do redis.call('HINCRBY', key('counters'), event, n) end
end
local function succeed(first, last, cap)
  if first > last then return end
  local asked = {}
  for at = first, last, 2 do asked[#asked + 1] = ARGV[at] end
  local leases = redis.call('ZMSCORE', key('active'), unpack(asked))
  local ids, scored = {}, {}
  for i, id in ipairs(asked) do
    local held = leases[i] and redis.call('HMGET', job(id), 'k', 'y', 'l')
    if held and held[1] == ARGV[first + i * 2 - 1] then
      ids[#ids + 1] = id
      scored[#scored + 1] = now
      scored[#scored + 1] = id
      free(id, held[2])
      ended(id, 'ok', held[3])
    else
      lost[#lost + 1] = id
    end
  end
  if #ids == 0 then return end
  redis.call('ZREM', key('active'), unpack(ids))
  count('succeeded', #ids)
  if cap == 0 then return forget(ids) end
  redis.call('ZADD', key('done'), unpack(scored))
  trim('done', cap)
end
local function settle(op, id, token, delay, text, cap)
  local name = job(id)
  local held = redis.call('HMGET', name, 'k', 'y', 'l', 'p')
  if held[1] ~= token or redis.call('ZREM', key('active'), id) == 0 then
    lost[#lost + 1] = id
    return
  end
  free(id, held[2])
  if op == 'back' then
    redis.call('HINCRBY', name, 'n', -1)
    push(id, held[4])
    return note(id, 'released', text)
  end
  count('failed', 1)
  if op == 'delete' then
    count('deleted', 1)
    ended(id, 'deleted', held[3])
    return forget({ id })
  end
  note(id, 'failed', text)
  redis.call('HSET', name, 'e', text)
  if op == 'retry' then
    count('retried', 1)
    redis.call('HSET', name, 'd', now + delay)
    redis.call('ZADD', key('delayed'), now + delay, id)
  else
    count('dead', 1)
    redis.call('ZADD', key('dead'), now, id)
    ended(id, 'dead', held[3])
    trim('dead', cap)
  end
end
