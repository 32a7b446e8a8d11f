--[[ Hands waiting jobs to a server.

  Needs    begin
  Defines  take(limit, server, lease) -> jobs, each { id, token, t, m, a, n, r, c, d, o, i }, and whether all that waits was
           looked at

  A job whose concurrency key has no room is held back in `blocked` and looked at again when one of the key ends.
  The token is larger than every token given before in this queue, also when Redis lost its last writes: it follows the
  clock in microseconds.

  Keys     wait:<priority> list, active zset (id -> lease expiry), job:<id> hash, holders:<key> set, blocked:<key> list,
           blocked zset, token string
]]
local function held_back(id, limited, limit)
  if not limited then return false end
  local holders = key('holders:' .. limited)
  if redis.call('SCARD', holders) < tonumber(limit) then
    redis.call('SADD', holders, id)
    return false
  end
  redis.call('RPUSH', key('blocked:' .. limited), id)
  redis.call('ZADD', key('blocked'), now, id)
  return true
end
local function take(limit, server, lease)
  local jobs, leases, looks = {}, {}, limit + 1000
  local token = math.max(tonumber(redis.call('GET', key('token')) or '0'), clock[1] * 1000000 + clock[2])
  for priority = 0, 2 do
    while #jobs < limit and looks > 0 do
      local ids = redis.call('RPOP', key('wait:' .. priority), limit - #jobs)
      if not ids then break end
      looks = looks - #ids
      for _, id in ipairs(ids) do
        local name = job(id)
        local f = redis.call('HMGET', name, 't', 'm', 'a', 'n', 'r', 'c', 'd', 'o', 'i', 'y', 'z')
        if f[1] and not held_back(id, f[10], f[11]) then
          token = token + 1
          local given = string.format('%.0f', token)
          local attempt = (f[4] or 0) + 1
          redis.call('HSET', name, 'k', given, 'n', attempt, 'b', now, 'w', server)
          leases[#leases + 1] = now + lease
          leases[#leases + 1] = id
          jobs[#jobs + 1] = { id, given, f[1], f[2], f[3], attempt, f[5], f[6], f[7], f[8], f[9] }
        end
      end
    end
  end
  if #jobs > 0 then
    redis.call('SET', key('token'), string.format('%.0f', token))
    redis.call('ZADD', key('active'), unpack(leases))
  end
  return jobs, looks > 0
end
