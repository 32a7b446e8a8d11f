--[[ Renews the leases of what a server runs, and shows that it lives.

  KEYS[1]  tag  `{jobs:<queue>}`:
             active      zset  id -> lease expiry (unix ms)
             job:<id>    hash  k is the token of the last taking
             servers     zset  server -> last heartbeat (unix ms)
             serverinfo  hash  server -> description
  ARGV[1]  server  string
  ARGV[2]  lease   int  ms
  ARGV[3]  info    string  description (JSON)
  then     id, token  of each job it runs

  Returns  the ids that are no longer this server's
  Keeps    fencing: a lease is renewed only with the token it was given with
]]
--@include begin
redis.call('ZADD', key('servers'), now, ARGV[1])
redis.call('HSET', key('serverinfo'), ARGV[1], ARGV[3])
local lost = {}
for at = 4, #ARGV, 2 do
  local id = ARGV[at]
  if redis.call('HGET', job(id), 'k') == ARGV[at + 1] and redis.call('ZSCORE', key('active'), id) then
    redis.call('ZADD', key('active'), 'XX', now + ARGV[2], id)
  else
    lost[#lost + 1] = id
  end
end
return lost
