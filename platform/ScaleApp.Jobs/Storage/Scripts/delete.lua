--[[ Deletes a job wherever it is; a running one is taken from its worker, which is told to cancel it.

  KEYS[1]  tag  `{jobs:<queue>}`; the keys are named in the shared pieces below, and
             wait:<priority> list, delayed, active, done, dead, awaiting, blocked zsets, parents:<id> set
  ARGV[1]  id  string

  Returns  { 1 when there was such a job, signals }
  Keeps    the id is nowhere afterwards; jobs that wait for it hear of it
]]
--@include begin
--@include wake
--@include free
--@include ended
--@include trim
local id = ARGV[1]
if redis.call('EXISTS', job(id)) == 0 then return { 0, signals } end
local f = redis.call('HMGET', job(id), 'p', 'y', 'w', 'l')
if redis.call('ZREM', key('active'), id) == 1 then
  free(id, f[2])
  if f[2] then wake(2) end
  redis.call('PUBLISH', 'jobs:cancel:' .. f[3], string.sub(tag, 7, -2) .. '/' .. id)
elseif redis.call('ZREM', key('blocked'), id) == 1 then
  redis.call('LREM', key('blocked:' .. f[2]), 1, id)
else
  local gone = 0
  for _, set in ipairs({ 'delayed', 'done', 'dead', 'awaiting' }) do gone = gone + redis.call('ZREM', key(set), id) end
  if gone == 0 then redis.call('LREM', key('wait:' .. (f[1] or '1')), -1, id) end
end
ended(id, 'deleted', f[4])
forget({ id })
redis.call('DEL', key('parents:' .. id))
redis.call('HINCRBY', key('counters'), 'deleted', 1)
return { 1, signals }
