--[[ Voids all answers about the catalogue and holds up filling while an update is made.

  KEYS[1]  version   string  the catalogue's version
  KEYS[2]  holds     zset    update in progress -> until when it holds up filling (unix ms)
  ARGV[1]  update    string  names the update, and is the new version
  ARGV[2]  lifetime  int     ms after which an update that never ended no longer counts

  Returns  nothing
  Keeps    while an update may be made, nothing is filled
]]
local version, holds = KEYS[1], KEYS[2]
local update, lifetime = ARGV[1], tonumber(ARGV[2])

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', holds, now + lifetime, update)
redis.call('PEXPIRE', holds, lifetime * 2)
redis.call('SET', version, update)
