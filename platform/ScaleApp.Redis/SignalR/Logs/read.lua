--[[ Reads entries of a log together with where it begins and ends, all of one moment.

  KEYS[1]  log        stream  offset-0 -> at (unix ms), content
  KEYS[2]  head       hash    epoch, offset of the last entry
  ARGV[1]  direction  string  'after' for what follows the offset, 'before' for what precedes it, newest first
  ARGV[2]  offset     int
  ARGV[3]  count      int     most entries to return

  Returns  { epoch or '', offset of the last entry or 0, offset of the first entry kept or 0, { offset, at, content, ... } }
]]
local log, head = KEYS[1], KEYS[2]
local direction, offset, count = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])

local current = redis.call('HMGET', head, 'epoch', 'offset')
local first = redis.call('XRANGE', log, '-', '+', 'COUNT', 1)[1]
local found = {}
if direction == 'after' then
  found = redis.call('XRANGE', log, (offset + 1) .. '-0', '+', 'COUNT', count)
elseif offset > 1 then
  found = redis.call('XREVRANGE', log, (offset - 1) .. '-0', '-', 'COUNT', count)
end

local entries = {}
for _, entry in ipairs(found) do
  entries[#entries + 1] = tonumber(string.match(entry[1], '^%d+'))
  entries[#entries + 1] = tonumber(entry[2][2])
  entries[#entries + 1] = entry[2][4]
end

return { current[1] or '', tonumber(current[2]) or 0, first and tonumber(string.match(first[1], '^%d+')) or 0, entries }
