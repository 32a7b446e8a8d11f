--[[ Begins a new epoch of a log that has lost entries: Redis came back with fewer than somebody has seen.

  KEYS[1]  head   hash    epoch, offset of the last entry
  ARGV[1]  epoch  string  the epoch that the caller has seen
  ARGV[2]  seen   int     the last offset that the caller has seen in it
  ARGV[3]  fresh  string  the new epoch

  Returns  1 when a new epoch began, else 0
  Keeps    no offset of an epoch is given twice; of several callers one begins the new epoch
]]
local head = KEYS[1]
local epoch, seen, fresh = ARGV[1], tonumber(ARGV[2]), ARGV[3]

local current = redis.call('HMGET', head, 'epoch', 'offset')
if current[1] == epoch and tonumber(current[2]) < seen then
  redis.call('HSET', head, 'epoch', fresh, 'offset', seen)
  return 1
end

return 0
