--[[ Ends all sessions of an owner.

  KEYS[1]  sessions  zset   handles of the owner's sessions
  ARGV[1]  prefix    string of the keys of the owner's sessions, the handle follows it; in the slot of KEYS[1]

  Returns  how many there were
  Keeps    a session that begins at the same time begins before, and ends, or after, and stays
]]
local sessions, prefix = KEYS[1], ARGV[1]

local ended = 0
for _, handle in ipairs(redis.call('ZRANGE', sessions, 0, -1)) do
  ended = ended + redis.call('DEL', prefix .. handle)
end

redis.call('DEL', sessions)
return ended
