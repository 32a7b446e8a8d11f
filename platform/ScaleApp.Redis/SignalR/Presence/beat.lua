--[[ One heartbeat of a server: shows that it lives, reports who is with it, and takes out those who were with servers that died.

  All keys begin with ARGV[1] and share its hash slot; they are named here because what a dead server had is known only to Redis.
    <prefix>:servers          zset  server -> its last beat (unix ms)
    <prefix>:server:<server>  set   rooms in which it has people
    <prefix>:room:<room>      hash  server -> its people there, as the server wrote them

  KEYS[1]  servers  zset    see above
  ARGV[1]  prefix   string
  ARGV[2]  server   string
  ARGV[3]  lease    int     how long a server lives after its last beat, ms
  ARGV[4]  leaving  int     1 when this is its last beat
  ARGV[5]  channel  string  where the names of rooms that changed are published
  ARGV[6]  room     string, and ARGV[7] its people, empty for nobody; and so on for every room that changed

  Returns  1 when the server was known; 0 when it was not, or was taken for dead, and has to report everything
  Keeps    people are in a room if and only if their server lives; those of a dead server leave all rooms in one step
]]
local servers = KEYS[1]
local prefix, server, lease, leaving, channel = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4] == '1', ARGV[5]

local changed = {}
local function set(owner, room, people)
  if people == '' then
    redis.call('HDEL', prefix .. ':room:' .. room, owner)
    redis.call('SREM', prefix .. ':server:' .. owner, room)
  else
    redis.call('HSET', prefix .. ':room:' .. room, owner, people)
    redis.call('SADD', prefix .. ':server:' .. owner, room)
  end
  changed[room] = true
end

local function forget(owner)
  for _, room in ipairs(redis.call('SMEMBERS', prefix .. ':server:' .. owner)) do
    set(owner, room, '')
  end
  redis.call('ZREM', servers, owner)
end

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local known = redis.call('ZSCORE', servers, server)
redis.call('ZADD', servers, now, server)
for _, dead in ipairs(redis.call('ZRANGEBYSCORE', servers, '-inf', '(' .. (now - lease))) do
  forget(dead)
end

for i = 6, #ARGV, 2 do
  set(server, ARGV[i], ARGV[i + 1])
end

if leaving then
  forget(server)
end

for room in pairs(changed) do
  redis.call('PUBLISH', channel, room)
end

return known and 1 or 0
