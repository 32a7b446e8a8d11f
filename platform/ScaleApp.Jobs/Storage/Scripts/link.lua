--[[ Notes on a job that another waits for it.

  KEYS[1]  tag  `{jobs:<queue>}`: job:<id> hash (l links), done and dead zsets
  ARGV[1]  id    string  the job to wait for
  ARGV[2]  link  string  `+queue/id` for any end, `=queue/id` for success only

  Returns  1 when noted; 0 when there is nothing to wait for: the job has ended, or is not known (any more)
]]
--@include begin
local id, link = ARGV[1], ARGV[2]
if redis.call('EXISTS', job(id)) == 0 or redis.call('ZSCORE', key('done'), id) then return 0 end
if string.sub(link, 1, 1) == '+' and redis.call('ZSCORE', key('dead'), id) then return 0 end
local links = redis.call('HGET', job(id), 'l')
if links then link = links .. ' ' .. link end
redis.call('HSET', job(id), 'l', link)
return 1
