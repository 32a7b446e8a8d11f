-- Renews the leases of the people that one replica sees in a room, and returns everybody who is there.
--
-- KEYS[1]  sorted set: people, scored with the end of their lease (milliseconds of this server's clock)
-- ARGV[1]  milliseconds of a lease
-- ARGV[2]  how many of the following members are in the room; those after them have left it
-- ARGV[3]  and following: members
--
-- Returns all members whose lease has not ended.
--
-- Invariant: no lease is longer than one period after its last renewal, so the people of a dead replica leave by themselves.

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local here = tonumber(ARGV[2])

for i = 3, #ARGV do
  if i - 2 <= here then
    redis.call('ZADD', KEYS[1], now + ARGV[1], ARGV[i])
  else
    redis.call('ZREM', KEYS[1], ARGV[i])
  end
end

redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('PEXPIRE', KEYS[1], ARGV[1])

return redis.call('ZRANGE', KEYS[1], 0, -1)
