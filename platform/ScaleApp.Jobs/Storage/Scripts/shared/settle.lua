--[[ Ends attempts: a worker says what became of the jobs it took, each with the token it took it with.

  Needs    begin, record, notes, free, ended, trim
  Defines  lost                  ids that are no longer the worker's: taken back, deleted, or settled before
           succeed(server, first, last, cap)   pairs id, token from ARGV[first] to ARGV[last]; at most cap stay in `done`
           settle(server, op, id, token, delay, text, cap)   one job that did not succeed; op:
             retry    again in `delay` ms, text is the error
             dead     given up, text is the error; at most cap stay in `dead`
             delete   given up and forgotten
             back     not at fault (shutdown): to the front of the queue, attempt not counted, text says why
           counts()              adds up what happened

  Keys     active:<server> set, run:<id> string, done, delayed and dead zsets, counters hash
  Keeps    fencing: a job changes only when the server has it and its token is the one given; each id in exactly one place
]]
local lost, counted = {}, {}
local function count(event, n) counted[event] = (counted[event] or 0) + n end
local function counts()
  for event, n in pairs(counted) do redis.call('HINCRBY', key('counters'), event, n) end
end
local function succeed(server, first, last, cap)
  if first > last then return end
  local asked, runs, ids, scored, n = {}, {}, {}, {}, 0
  for at = first, last, 2 do
    n = n + 1
    asked[n] = ARGV[at]
    runs[n] = runs_of .. ARGV[at]
  end
  runs = redis.call('MGET', unpack(runs))
  local has = redis.call('SMISMEMBER', key('active:' .. server), unpack(asked))
  n = 0
  for i, id in ipairs(asked) do
    if has[i] == 1 and string.sub(runs[i], 1, 16) == ARGV[first + i * 2 - 1] then
      n = n + 1
      ids[n] = id
      scored[2 * n - 1] = moment
      scored[2 * n] = id
      if string.byte(runs[i], -1) ~= 10 then free(id, read(runs[i]).limited) end
    else
      lost[#lost + 1] = id
    end
  end
  if #ids == 0 then return end
  redis.call('SREM', key('active:' .. server), unpack(ids))
  for _, id in ipairs(noted(ids)) do ended(id, 'ok') end
  count('succeeded', #ids)
  if cap == 0 then return forget(ids) end
  redis.call('ZADD', key('done'), unpack(scored))
  trim('done', cap)
end
local function settle(server, op, id, token, delay, text, cap)
  local state = went(id)
  if state.token ~= token or redis.call('SREM', key('active:' .. server), id) == 0 then
    lost[#lost + 1] = id
    return
  end
  free(id, state.limited)
  if op == 'back' then
    state.attempts = state.attempts - 1
    keep(id, state)
    push(id)
    return note(id, 'released', text)
  end
  count('failed', 1)
  if op == 'delete' then
    count('deleted', 1)
    ended(id, 'deleted')
    return forget({ id })
  end
  note(id, 'failed', text)
  tell(id, 'e', text)
  if op == 'retry' then
    count('retried', 1)
    state.due = string.format('%.0f', now + delay)
    keep(id, state)
    redis.call('ZADD', key('delayed'), state.due, id)
  else
    count('dead', 1)
    redis.call('ZADD', key('dead'), moment, id)
    ended(id, 'dead')
    trim('dead', cap)
  end
end
