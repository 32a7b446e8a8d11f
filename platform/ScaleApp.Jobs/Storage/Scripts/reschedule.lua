--[[ Has a job start at a time, as if it were new: one that waits, is delayed, or has ended.

  KEYS[1]  tag  `{jobs:<queue>}`; the keys are named in the shared pieces below, and dead, done, delayed zsets,
                wait:<priority> list
  ARGV[1]  id    string
  ARGV[2]  due   int     >= 0 unix ms, < 0 that many ms from now
  ARGV[3]  from  string  the state that it must be in, empty for any

  Returns  1, or 0 when there is no such job, or it runs, is held back, or awaits others, or is in another state
  Keeps    every id in exactly one place
]]
--@include begin
--@include record
--@include place
--@include wake
--@include notes
--@include delay
local id, due, gone = ARGV[1], tonumber(ARGV[2]), 0
if redis.call('EXISTS', job(id)) == 0 or (ARGV[3] ~= '' and place(id, went(id).server) ~= ARGV[3]) then return 0 end
for _, set in ipairs({ 'dead', 'done', 'delayed' }) do gone = gone + redis.call('ZREM', key(set), id) end
if gone == 0 then gone = redis.call('LREM', key('wait:' .. priority(id)), -1, id) end
if gone == 0 then return 0 end
redis.call('HDEL', key('more:' .. id), 'e', 'g')
note(id, 'rescheduled', '')
if delay(id, due < 0 and now - due or due) then wake(1) end
return 1
