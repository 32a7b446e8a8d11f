--[[ Takes jobs back from servers whose lease has run out, and clears away what is old. Any server may run it at any time.

  KEYS[1]  tag  `{jobs:<queue>}`; the keys are named in the shared pieces below, and
             active:<server>  set   ids
             servers          zset  server -> end of its lease (unix ms); serverinfo, idle and settings go with it
             opening          zset  id of a job after a batch -> when the batch must have been created (unix ms)
             parents:<id>     set   the jobs that it waits for
  ARGV[1]  crashes   int  a job that this many workers were lost with is given up
  ARGV[2]  dead cap  int  most given-up jobs to keep
  ARGV[3]  done age  int  ms that succeeded jobs are kept
  ARGV[4]  dead age  int  ms that given-up jobs are kept
  ARGV[5]  silence   int  ms after the end of its lease when a server is forgotten

  Returns  { how many were taken back or given up, signals that were not delivered within two seconds }
  Keeps    every id in exactly one place; at most 1000 jobs of a server, which is all it can have, and 1000 old jobs a call
]]
--@include begin
--@include record
--@include wake
--@include notes
--@include free
--@include ended
--@include trim
local function give_up(id, text)
  tell(id, 'e', 'Given up because ' .. text)
  redis.call('ZADD', key('dead'), moment, id)
  redis.call('HINCRBY', key('counters'), 'dead', 1)
  ended(id, 'dead')
end
local function take_back(id)
  local state = went(id)
  free(id, state.limited)
  state.crashes = state.crashes + 1
  keep(id, state)
  local text = 'its worker ' .. state.server .. ' was lost: it sent no heartbeat for a lease'
  note(id, 'reclaimed', text)
  if state.crashes < tonumber(ARGV[1]) then return push(id) end
  give_up(id, ARGV[1] .. ' workers were lost with it; ' .. text)
end
local taken, silent = 0, redis.call('ZRANGEBYSCORE', key('servers'), '-inf', moment, 'LIMIT', 0, 100, 'WITHSCORES')
for at = 1, #silent, 2 do
  local server = silent[at]
  local ids = redis.call('SPOP', key('active:' .. server), 1000)
  for _, id in ipairs(ids) do take_back(id) end
  taken = taken + #ids
  if #ids == 0 and tonumber(silent[at + 1]) < now - ARGV[5] then
    redis.call('ZREM', key('servers'), server)
    redis.call('HDEL', key('serverinfo'), server)
    redis.call('HDEL', key('settings'), 'g:' .. server)
    redis.call('ZREM', key('idle'), server)
  end
end
if taken > 0 then
  redis.call('HINCRBY', key('counters'), 'reclaimed', taken)
  wake(taken + 1)
end

for _, id in ipairs(redis.call('ZRANGEBYSCORE', key('opening'), '-inf', moment, 'LIMIT', 0, 100)) do
  redis.call('ZREM', key('opening'), id)
  if redis.call('ZREM', key('awaiting'), id) == 1 then
    redis.call('DEL', key('parents:' .. id))
    give_up(id, 'whoever created its batch did not create all of it')
  end
end
trim('dead', tonumber(ARGV[2]))

for set, age in pairs({ done = ARGV[3], dead = ARGV[4] }) do
  local old = redis.call('ZRANGEBYSCORE', key(set), '-inf', string.format('%.0f', now - age), 'LIMIT', 0, 1000)
  if #old > 0 then
    redis.call('ZREM', key(set), unpack(old))
    forget(old, set == 'dead')
  end
end
return { taken, redis.call('ZRANGEBYSCORE', key('signals'), '-inf', string.format('%.0f', now - 2000), 'LIMIT', 0, 100) }
