--[[ Reads an entry, and gives out the lease to fill it when it is missing or stale.

  KEYS[1]   entry     hash    value (bytes), stale (unix ms), tags (their versions when it was filled)
  KEYS[2]   lease     string  token of the one that fills
  KEYS[3+]  tag       string  the tag's version; absent when it was never invalidated
  ARGV[1]   token     string  names the one that asks
  ARGV[2]   duration  int     ms for which a lease is given

  Returns  value or false, ms until it is stale, ms until it expires, the versions of the tags, 1 when the lease was given,
           ms for which somebody else has it
  Keeps    one lease an entry; an entry whose tags were invalidated since is not returned
]]
local entry, lease = KEYS[1], KEYS[2]
local token, duration = ARGV[1], ARGV[2]

local versions = {}
for i = 3, #KEYS do
  versions[i - 2] = redis.call('GET', KEYS[i]) or '0'
end
versions = table.concat(versions, ' ')

local value, stale, tags = unpack(redis.call('HMGET', entry, 'value', 'stale', 'tags'))
local fresh, left = 0, 0
if value and tags == versions then
  local time = redis.call('TIME')
  fresh, left = stale - (time[1] * 1000 + math.floor(time[2] / 1000)), redis.call('PTTL', entry)
  if fresh > 0 then
    return { value, fresh, left, versions, 0, 0 }
  end
else
  value = false
end

local given = redis.call('SET', lease, token, 'NX', 'PX', duration)
return { value, fresh, left, versions, given and 1 or 0, given and 0 or redis.call('PTTL', lease) }
