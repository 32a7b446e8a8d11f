--[[ Renews a server's lease, which is that of all it runs, and compares what it runs with what it should.

  KEYS[1]  tag  `{jobs:<queue>}`:
             servers          zset    server -> end of its lease (unix ms)
             serverinfo       hash    server -> description
             active:<server>  set     ids
             run:<id>         string  begins with the token of the last taking
  ARGV[1]  server  string
  ARGV[2]  lease   int  ms
  ARGV[3]  info    string  description (JSON)
  then     id, token  of each job it runs

  Returns  { ids that are no longer this server's, ids that are but that it does not name: they may just be on their way }
]]
--@include begin
redis.call('ZADD', key('servers'), string.format('%.0f', now + ARGV[2]), ARGV[1])
redis.call('HSET', key('serverinfo'), ARGV[1], ARGV[3])
local held, lost, strangers = {}, {}, {}
for _, id in ipairs(redis.call('SMEMBERS', key('active:' .. ARGV[1]))) do held[id] = true end
for at = 4, #ARGV, 2 do
  local id = ARGV[at]
  if not held[id] or redis.call('GETRANGE', run(id), 0, 15) ~= ARGV[at + 1] then lost[#lost + 1] = id end
  held[id] = nil
end
for id in pairs(held) do strangers[#strangers + 1] = id end
return { lost, strangers }
