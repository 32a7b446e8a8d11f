--[[ Returns the numbers of a session whose names begin alike, and removes them if asked to.

  KEYS[1]  session  hash   ticket, and the numbers field:*
  ARGV[1]  prefix   string with which their names begin; may be empty
  ARGV[2]  remove   0 or 1

  Returns  name, without the prefix, and number of each
]]
local session, prefix, remove = KEYS[1], 'field:' .. ARGV[1], ARGV[2] == '1'

local found = {}
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
