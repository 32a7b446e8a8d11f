--[[ Deletes a job wherever it is; a running one is taken from its worker, which is told to cancel it.

  KEYS[1]  tag  `{jobs:<queue>}`; the keys are named in the shared pieces below, and
             wait:<priority> list, active:<server> set, delayed, done, dead, awaiting, blocked zsets, parents:<id> set
  ARGV[1]  id    string
  ARGV[2]  from  string  the state that it must be in, empty for any

  Returns  { 1 when there was such a job, in that state, signals }
  Keeps    the id is nowhere afterwards; jobs that wait for it hear of it
]]
--@include begin
--@include record
--@include place
--@include wake
--@include notes
--@include free
--@include ended
--@include trim
local id = ARGV[1]
local record, state = redis.call('GET', job(id)), went(id)
if not record or (ARGV[2] ~= '' and place(id, state.server) ~= ARGV[2]) then return { 0, signals } end
if redis.call('SREM', key('active:' .. state.server), id) == 1 then
  free(id, state.limited)
  if state.limited then wake(2) end
  redis.call('PUBLISH', 'jobs:cancel:' .. state.server, string.sub(tag, 7, -2) .. '/' .. id)
elseif redis.call('ZREM', key('blocked'), id) == 1 then
  redis.call('LREM', key('blocked:' .. limit(record)), 1, id)
else
  local gone = 0
  for _, set in ipairs({ 'delayed', 'done', 'dead', 'awaiting' }) do gone = gone + redis.call('ZREM', key(set), id) end
  if gone == 0 then redis.call('LREM', key('wait:' .. priority(id)), -1, id) end
end
ended(id, 'deleted')
forget({ id })
redis.call('DEL', key('parents:' .. id))
redis.call('HINCRBY', key('counters'), 'deleted', 1)
return { 1, signals }
