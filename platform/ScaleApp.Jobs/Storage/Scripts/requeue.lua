--[[ Puts jobs that ended, or that are delayed, back into the queue, as if they were new: attempts begin at one again.

  KEYS[1]  tag  `{jobs:<queue>}`: dead, done, delayed zsets, wait:<priority> list, job:<id> hash
  ARGV     ids

  Returns  how many were moved; a job that waits, runs or awaits others is left where it is
  Keeps    every id in exactly one place
]]
--@include begin
--@include wake
--@include ended
local moved = 0
for _, id in ipairs(ARGV) do
  local gone = 0
  for _, set in ipairs({ 'dead', 'done', 'delayed' }) do gone = gone + redis.call('ZREM', key(set), id) end
  if gone > 0 then
    redis.call('HDEL', job(id), 'n', 'x', 'd', 'e', 'g')
    redis.call('LPUSH', key('wait:' .. (redis.call('HGET', job(id), 'p') or '1')), id)
    note(id, 'requeued', '')
    moved = moved + 1
  end
end
if moved > 0 then wake(moved + 1) end
return moved
