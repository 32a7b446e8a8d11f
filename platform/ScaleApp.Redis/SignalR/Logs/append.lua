--[[ Appends an entry to a log and publishes it, in one step: what subscribers hear is what readers find.

  KEYS[1]  log      stream  offset-0 -> at (unix ms), content
  KEYS[2]  head     hash    epoch, offset of the last entry
  KEYS[3]  ids      zset    id of an entry -> its offset
  ARGV[1]  id       string  names the entry; one that is known is not appended again
  ARGV[2]  content  bytes
  ARGV[3]  length   int     most entries to keep
  ARGV[4]  keep     int     how long a log that nobody appends to is kept, ms
  ARGV[5]  fresh    string  a new epoch, used when there is none or the old one has lost entries
  ARGV[6]  epoch    string  the epoch that the caller has seen; empty for none
  ARGV[7]  seen     int     the last offset that the caller has seen in it
  ARGV[8]  channel  string

  Returns  { epoch, offset, at (unix ms), 1 when the id was known or 0 }
  Keeps    offsets of an epoch are given once, without gaps, in the order in which entries are published
]]
local log, head, ids = KEYS[1], KEYS[2], KEYS[3]
local id, content, length, keep = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4]
local fresh, epoch, seen, channel = ARGV[5], ARGV[6], tonumber(ARGV[7]), ARGV[8]

local current = redis.call('HMGET', head, 'epoch', 'offset')
local offset = tonumber(current[2]) or 0
if not current[1] then
  redis.call('DEL', log, ids)
  current[1] = fresh
end

local known = redis.call('ZSCORE', ids, id)
if known then
  local entry = redis.call('XRANGE', log, known .. '-0', known .. '-0')[1]
  return { current[1], tonumber(known), entry and tonumber(entry[2][2]) or 0, 1 }
end

if current[1] == epoch and offset < seen then
  -- Redis came back without its last entries, which somebody has seen: their offsets must not be given again.
  current[1], offset = fresh, seen
end

local time = redis.call('TIME')
local at = time[1] * 1000 + math.floor(time[2] / 1000)
offset = offset + 1
redis.call('HSET', head, 'epoch', current[1], 'offset', offset)
redis.call('XADD', log, 'MAXLEN', '~', length, offset .. '-0', 'at', at, 'content', content)
redis.call('ZADD', ids, offset, id)
redis.call('ZREMRANGEBYSCORE', ids, '-inf', offset - length)
for _, key in ipairs(KEYS) do
  redis.call('PEXPIRE', key, keep)
end

redis.call('PUBLISH', channel, current[1] .. ' ' .. offset .. ' ' .. at .. ' ' .. content)
return { current[1], offset, at, 0 }
