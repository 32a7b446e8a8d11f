--[[ Lists the sessions of an owner.

  KEYS[1]  sessions  hash   of an owner; for each session, by its handle: device:, created:, seen:, ends: (unix ms)
  ARGV[1]  idle      int    ms without use after which a session ends

  Returns  handle, device, created, seen (unix ms) of each that has not ended, in no order
]]
local sessions, idle = KEYS[1], tonumber(ARGV[1])

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local found = {}
for _, field in ipairs(redis.call('HKEYS', sessions)) do
  local handle = string.match(field, '^seen:(.*)')
  if handle then
    local session = redis.call('HMGET', sessions, 'device:' .. handle, 'created:' .. handle, field, 'ends:' .. handle)
    if tonumber(session[3]) + idle > now and tonumber(session[4]) > now then
      found[#found + 1] = handle
      for i = 1, 3 do
        found[#found + 1] = session[i]
      end
    end
  end
end

return found
