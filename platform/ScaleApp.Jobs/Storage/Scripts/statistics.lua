--[[ A queue's figures, of one moment.

  KEYS[1]  tag  `{jobs:<queue>}`; keys as in docs/jobs.md

  Returns  { waiting, delayed, active, succeeded, dead, awaiting, blocked, ms that the next job has waited or -1, paused, rate,
           period, { event, count, ... } }
]]
--@include begin
local waiting, oldest = 0, -1
for priority = 0, 2 do
  waiting = waiting + redis.call('LLEN', key('wait:' .. priority))
  local head = redis.call('LINDEX', key('wait:' .. priority), -1)
  if head then
    local f = redis.call('HMGET', job(head), 'c', 'd')
    oldest = math.max(oldest, now - math.max(tonumber(f[1] or now), tonumber(f[2] or 0)))
  end
end
local result = { waiting }
for _, set in ipairs({ 'delayed', 'active', 'done', 'dead', 'awaiting', 'blocked' }) do
  result[#result + 1] = redis.call('ZCARD', key(set))
end
result[#result + 1] = oldest
for _, value in ipairs({ 'paused', 'rate', 'period' }) do
  result[#result + 1] = redis.call('HGET', key('settings'), value)
end
result[#result + 1] = redis.call('HGETALL', key('counters'))
return result
