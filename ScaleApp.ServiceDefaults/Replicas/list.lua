-- Lists the replicas whose lease has not ended. Changes nothing, but fails where a lease could not be renewed: when the server's disk or memory is
-- full, or it is a replica of another, leases end although the replicas are well, and a list of those that are left would be wrong.
--
-- KEYS[1]  sorted set: address of each replica, scored with the end of its lease (milliseconds of this server's clock)
-- KEYS[2]  hash: address -> details as JSON
--
-- Returns for each replica: address, milliseconds left of its lease, details ('' when there are none).

-- Of a member that does not exist, so nothing is written.
redis.call('ZADD', KEYS[1], 'XX', 0, '')

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local result = {}
local leases = redis.call('ZRANGE', KEYS[1], '(' .. now, '+inf', 'BYSCORE', 'WITHSCORES')
for i = 1, #leases, 2 do
  result[#result + 1] = leases[i]
  result[#result + 1] = leases[i + 1] - now
  result[#result + 1] = redis.call('HGET', KEYS[2], leases[i]) or ''
end

return result
