--[[ Gives back what a job held while it ran.

  Needs    begin
  Defines  push(id, priority)  puts an id at the front of its wait list; priority as in the hash, false for normal
           free(id, limited)   the job no longer runs; limited is its concurrency key, false for none: the next job that was
                               held back for the key goes to the front of its list

  Keys     wait:<priority> list, holders:<key> set (ids that run), blocked:<key> list, blocked zset (id -> since)
  Keeps    no job is held back while its key has room
]]
local function push(id, priority)
  redis.call('RPUSH', key('wait:' .. (priority or '1')), id)
end
local function free(id, limited)
  if not limited then return end
  redis.call('SREM', key('holders:' .. limited), id)
  local following = redis.call('LPOP', key('blocked:' .. limited))
  if following then
    redis.call('ZREM', key('blocked'), following)
    push(following, redis.call('HGET', job(following), 'p'))
  end
end
