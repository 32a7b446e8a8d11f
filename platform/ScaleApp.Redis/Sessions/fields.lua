--[[ Returns the numbers of a session, and removes them if asked to.

  KEYS[1]  session  hash   ticket, and the numbers field:*
  ARGV[1]  remove   0 or 1

  Returns  name and number of each
]]
local session, remove = KEYS[1], ARGV[1] == '1'

local found, prefix = {}, 'field:'
local kept = redis.call('HGETALL', session)
for i = 1, #kept, 2 do
  if string.sub(kept[i], 1, #prefix) == prefix then
    found[#found + 1] = string.sub(kept[i], #prefix + 1)
    found[#found + 1] = kept[i + 1]
    if remove then
      redis.call('HDEL', session, kept[i])
    end
  end
end

return found
