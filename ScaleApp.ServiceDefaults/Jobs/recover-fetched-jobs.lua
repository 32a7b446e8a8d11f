-- Puts jobs back into their queue that a worker fetched and never marked as processing, because it died in between.
--
-- KEYS[1]  list of waiting ids of a queue
-- KEYS[2]  list of fetched ids of the queue
-- ARGV[1]  prefix of the jobs' hashes
-- ARGV[2]  how long a job may be fetched and still be enqueued, in milliseconds
-- ARGV[3]  channel that wakes idle workers
--
-- Result: the ids that were put back.
-- Invariant: an id leaves the fetched list only in the step after which it waits in the queue, once.

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local recovered = {}

for _, id in ipairs(redis.call('LRANGE', KEYS[2], 0, -1)) do
  local job = redis.call('HMGET', ARGV[1] .. id, 'State', 'Fetched', 'Checked')
  local since = tonumber(job[2] or job[3] or nil)
  if job[1] == 'Enqueued' and since and now - since > tonumber(ARGV[2]) then
    redis.call('LREM', KEYS[2], -1, id)
    redis.call('HDEL', ARGV[1] .. id, 'Fetched', 'Checked')
    if not redis.call('LPOS', KEYS[1], id) then
      redis.call('RPUSH', KEYS[1], id)
      redis.call('PUBLISH', ARGV[3], id)
    end
    recovered[#recovered + 1] = id
  end
end

return recovered
