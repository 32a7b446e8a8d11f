-- Appends a message to the log of a room, once for each message id.
--
-- KEYS[1]  stream: the room's log
-- KEYS[2]  string: the position that the message id got; exists for as long as the message may be sent again
-- ARGV[1]  how many messages the log keeps, at least
-- ARGV[2]  seconds that the log is kept after its last message
-- ARGV[3]  seconds that the message id is remembered
-- ARGV[4]  and following: the message's fields, a name and a value each
--
-- Returns the position of the message, that of the message before it ('' for a duplicate), and 1 when it is new.
--
-- Invariant: the positions of a log grow in both parts, the time and the number, and each entry names the position before it.

local known = redis.call('GET', KEYS[2])
if known then
  return { known, '', 0 }
end

local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
local prev = last and last[1] or '0-0'
local dash = string.find(prev, '-', 1, true)

-- A clock that is set back does not let positions shrink.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local milliseconds = math.max(now, tonumber(string.sub(prev, 1, dash - 1)))
local id = string.format('%.0f-%.0f', milliseconds, tonumber(string.sub(prev, dash + 1)) + 1)

redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[1], id, 'prev', prev, unpack(ARGV, 4))
redis.call('EXPIRE', KEYS[1], ARGV[2])
redis.call('SET', KEYS[2], id, 'EX', ARGV[3])

return { id, prev, 1 }
