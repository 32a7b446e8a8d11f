--[[ Puts jobs that ended, or that are delayed, back into the queue, as if they were new: attempts begin at one again.

  KEYS[1]  tag  `{jobs:<queue>}`; the keys are named in the shared pieces below, and dead, done, delayed zsets,
                wait:<priority> list
  ARGV[1]  from  string  the state that they must be in, empty for any
  then     ids

  Returns  how many were moved; a job that waits, runs or awaits others is left where it is
  Keeps    every id in exactly one place
]]
--@include begin
--@include record
--@include place
--@include wake
--@include notes
local moved = 0
for at = 2, #ARGV do
  local id, gone = ARGV[at], 0
  if ARGV[1] == '' or place(id, went(id).server) == ARGV[1] then
    for _, set in ipairs({ 'dead', 'done', 'delayed' }) do gone = gone + redis.call('ZREM', key(set), id) end
  end
  if gone > 0 then
    redis.call('DEL', run(id))
    redis.call('HDEL', key('more:' .. id), 'e', 'g')
    redis.call('LPUSH', key('wait:' .. priority(id)), id)
    note(id, 'requeued', '')
    moved = moved + 1
  end
end
if moved > 0 then wake(moved + 1) end
return moved
