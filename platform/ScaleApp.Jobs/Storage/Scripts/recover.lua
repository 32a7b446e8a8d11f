--[[ Takes back jobs that a server was handed in an answer that it never got.

  KEYS[1]  tag  `{jobs:<queue>}`; the keys are named in the shared pieces below, and
             active    zset  id -> lease expiry (unix ms)
             settings  hash  g:<server> the generation of a server's calls
  ARGV[1]  server      string
  ARGV[2]  generation  int  the one that the server goes on with: calls of older ones that are still under way do nothing
  then     tokens of the jobs that the server knows it has

  Returns  how many jobs went back to the front of the queue; they never ran, so the attempt is not counted
  Keeps    every id in exactly one place
]]
--@include begin
--@include wake
--@include free
local server, known, back = ARGV[1], {}, 0
for at = 3, #ARGV do known[ARGV[at]] = true end
redis.call('HSET', key('settings'), 'g:' .. server, ARGV[2])
for _, id in ipairs(redis.call('ZRANGE', key('active'), 0, -1)) do
  local f = redis.call('HMGET', job(id), 'w', 'k', 'y', 'p')
  if f[1] == server and not known[f[2]] then
    redis.call('ZREM', key('active'), id)
    redis.call('HINCRBY', job(id), 'n', -1)
    free(id, f[3])
    push(id, f[4])
    back = back + 1
  end
end
if back > 0 then wake(back + 1) end
return back
