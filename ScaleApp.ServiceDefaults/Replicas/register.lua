-- Registers a replica, or renews its lease, and publishes it when it was not registered.
--
-- KEYS[1]  sorted set: address of each replica, scored with the end of its lease (milliseconds of this server's clock)
-- KEYS[2]  hash: address -> details as JSON
-- ARGV[1]  address
-- ARGV[2]  details
-- ARGV[3]  length of the lease in milliseconds
-- ARGV[4]  channel of the changes
--
-- Returns 1 when the replica was not registered before, else 0.
--
-- Invariant: both keys hold the same addresses, none of them longer than a while after its lease. Only this server's clock
-- decides when a lease ends; those of the replicas may differ.

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local ended = redis.call('ZRANGE', KEYS[1], '-inf', now, 'BYSCORE', 'LIMIT', 0, 100)
if #ended > 0 then
  redis.call('ZREM', KEYS[1], unpack(ended))
  redis.call('HDEL', KEYS[2], unpack(ended))
end

local added = redis.call('ZADD', KEYS[1], now + ARGV[3], ARGV[1])
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])

-- When the last replica is gone, nothing is left to remove it.
redis.call('PEXPIRE', KEYS[1], ARGV[3])
redis.call('PEXPIRE', KEYS[2], ARGV[3])

if added == 1 then
  redis.call('PUBLISH', ARGV[4], '+' .. ARGV[1])
end

return added
