--[[ The sessions of an owner; forgets those that have expired.

  KEYS[1]  sessions  zset   handles of the owner's sessions -> last used (unix ms)
  ARGV[1]  prefix    string of the keys of the owner's sessions, the handle follows it; in the slot of KEYS[1]

  Returns  handle, device, created, seen (unix ms) of each, last used first
]]
local sessions, prefix = KEYS[1], ARGV[1]

local found = {}
for _, handle in ipairs(redis.call('ZREVRANGE', sessions, 0, -1)) do
  local session = redis.call('HMGET', prefix .. handle, 'device', 'created', 'seen')
  if session[2] then
    found[#found + 1] = handle
    for i = 1, 3 do
      found[#found + 1] = session[i]
    end
  else
    redis.call('ZREM', sessions, handle)
  end
end

return found
