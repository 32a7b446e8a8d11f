--[[ Gives back what a job held while it ran.

  Needs    begin, record
  Defines  push(id)           puts an id at the front of its wait list
           free(id, limited)  the job no longer runs; limited is its concurrency key, false for none: the next job that was
                              held back for the key goes to the front of its list

  Keys     wait:<priority> list, holders:<key> set (ids that run), blocked:<key> list, blocked zset (id -> since)
  Keeps    no job is held back while its key has room
]]
local function push(id) redis.call('RPUSH', key('wait:' .. priority(id)), id) end
local function free(id, limited)
  if not limited then return end
  redis.call('SREM', key('holders:' .. limited), id)
  local following = redis.call('LPOP', key('blocked:' .. limited))
  if following then
    redis.call('ZREM', key('blocked'), following)
    push(following)
  end
end
