--[[ Notes which queue a recurring job feeds, so that its id is found without knowing the queue.

  KEYS[1]  index  hash  recurring job id -> queue
  KEYS[2]  queues set   queues that recurring jobs were ever added to
  ARGV[1]  id     string
  ARGV[2]  queue  string

  Returns  the queue that it fed before, nil for none
]]
local previous = redis.call('HGET', KEYS[1], ARGV[1])
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('SADD', KEYS[2], ARGV[2])
return previous
