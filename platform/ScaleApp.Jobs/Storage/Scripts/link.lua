--[[ Notes on a job that another waits for it.

  KEYS[1]  tag  `{jobs:<queue>}`; the keys are named in the shared pieces below, and done and dead zsets
  ARGV[1]  id    string  the job to wait for
  ARGV[2]  link  string  `+queue/id` for any end, `=queue/id` for success only

  Returns  1 when noted; 0 when there is nothing to wait for: the job has ended, or is not known (any more)
]]
--@include begin
--@include notes
local id, link = ARGV[1], ARGV[2]
if redis.call('EXISTS', job(id)) == 0 or redis.call('ZSCORE', key('done'), id) then return 0 end
if string.sub(link, 1, 1) == '+' and redis.call('ZSCORE', key('dead'), id) then return 0 end
local links = redis.call('HGET', key('more:' .. id), 'l')
tell(id, 'l', links and links .. ' ' .. link or link)
return 1
