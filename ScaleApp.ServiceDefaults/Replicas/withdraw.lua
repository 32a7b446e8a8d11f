-- Removes a replica and publishes that it takes no more requests.
--
-- KEYS[1]  sorted set: address of each replica, scored with the end of its lease
-- KEYS[2]  hash: address -> details
-- ARGV[1]  address
-- ARGV[2]  channel of the changes
--
-- Returns how many subscribers received it.
--
-- Invariant: it is published also when the replica was not registered any more, because a subscriber may still know it.

redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('HDEL', KEYS[2], ARGV[1])

return redis.call('PUBLISH', ARGV[2], '-' .. ARGV[1])
