--[[ Puts jobs that ended, or that are delayed, back into the queue, as if they were new: attempts begin at one again.

  KEYS[1]  tag  `{jobs:<queue>}`; the keys are named in the shared pieces below, and dead, done, delayed zsets,
                wait:<priority> list
  ARGV     ids

  Returns  how many were moved; a job that waits, runs or awaits others is left where it is
  Keeps    every id in exactly one place
]]
--@include begin
--@include record
--@include wake
--@include notes
local moved = 0
for _, id in ipairs(ARGV) do
  local gone = 0
  for _, set in ipairs({ 'dead', 'done', 'delayed' }) do gone = gone + redis.call('ZREM', key(set), id) end
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
