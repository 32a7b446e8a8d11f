--[[ Ends an update: the catalogue has a new version, which may be filled.

  KEYS[1]  version  string  the catalogue's version
  KEYS[2]  holds    zset    update in progress -> until when it holds up filling (unix ms)
  ARGV[1]  update   string  names the update
  ARGV[2]  fresh    string  the new version

  Returns  nothing
  Keeps    what was read while the update was made is not stored
]]
local version, holds = KEYS[1], KEYS[2]
local update, fresh = ARGV[1], ARGV[2]

redis.call('ZREM', holds, update)
redis.call('SET', version, fresh)
