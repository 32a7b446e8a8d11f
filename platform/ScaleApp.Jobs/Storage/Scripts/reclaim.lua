--[[ Takes jobs back whose lease has run out, and clears away what is old. Any server may run it at any time.

  KEYS[1]  tag  `{jobs:<queue>}`; the keys are named in the shared pieces below, and
             active      zset  id -> lease expiry (unix ms)
             job:<id>    hash  x counts the workers lost with the job
             servers     zset  server -> last heartbeat (unix ms); serverinfo, idle and settings go with it
  ARGV[1]  crashes   int  a job that this many workers were lost with is given up
  ARGV[2]  dead cap  int  most given-up jobs to keep
  ARGV[3]  done age  int  ms that succeeded jobs are kept
  ARGV[4]  dead age  int  ms that given-up jobs are kept
  ARGV[5]  silence   int  ms without heartbeat after which a server is forgotten

  Returns  { ids taken back or given up, signals that were not delivered within two seconds }
  Keeps    every id in exactly one place; at most 100 leases and 1000 old jobs a call
]]
--@include begin
--@include wake
--@include free
--@include ended
--@include trim
local taken = redis.call('ZRANGEBYSCORE', key('active'), '-inf', now, 'LIMIT', 0, 100)
for _, id in ipairs(taken) do
  local name = job(id)
  local f = redis.call('HMGET', name, 'y', 'p', 'w', 'l')
  redis.call('ZREM', key('active'), id)
  free(id, f[1])
  local text = 'its worker ' .. (f[3] or '?') .. ' was lost: it sent no heartbeat for a lease'
  note(id, 'reclaimed', text)
  if redis.call('HINCRBY', name, 'x', 1) >= tonumber(ARGV[1]) then
    redis.call('HSET', name, 'e', 'Given up because ' .. ARGV[1] .. ' workers were lost with it; ' .. text)
    redis.call('ZADD', key('dead'), now, id)
    redis.call('HINCRBY', key('counters'), 'dead', 1)
    ended(id, 'dead', f[4])
  else
    push(id, f[2])
  end
end
if #taken > 0 then
  redis.call('HINCRBY', key('counters'), 'reclaimed', #taken)
  trim('dead', tonumber(ARGV[2]))
end
if #taken > 0 then wake(#taken + 1) end

for set, age in pairs({ done = ARGV[3], dead = ARGV[4] }) do
  local old = redis.call('ZRANGEBYSCORE', key(set), '-inf', now - age, 'LIMIT', 0, 1000)
  if #old > 0 then
    redis.call('ZREM', key(set), unpack(old))
    forget(old, set == 'dead')
  end
end
for _, server in ipairs(redis.call('ZRANGEBYSCORE', key('servers'), '-inf', now - ARGV[5], 'LIMIT', 0, 100)) do
  redis.call('ZREM', key('servers'), server)
  redis.call('HDEL', key('serverinfo'), server)
  redis.call('HDEL', key('settings'), 'g:' .. server)
  redis.call('SREM', key('idle'), server)
end
return { taken, redis.call('ZRANGEBYSCORE', key('signals'), '-inf', now - 2000, 'LIMIT', 0, 100) }
