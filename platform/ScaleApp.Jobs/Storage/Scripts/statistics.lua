--[[ A queue's figures, of one moment.

  KEYS[1]  tag  `{jobs:<queue>}`; keys as in docs/jobs.md

  Returns  { waiting, delayed, active, succeeded, dead, awaiting, blocked, ms that the next job has waited or -1, paused, rate,
           period, { event, count, ... } }
]]
--@include begin
--@include record
local waiting, oldest, active = 0, -1, 0
for priority = 0, 2 do
  waiting = waiting + redis.call('LLEN', key('wait:' .. priority))
  local head = redis.call('LINDEX', key('wait:' .. priority), -1)
  if head then
    local created = tonumber(string.sub(redis.call('GET', job(head)) or '', 1, 13)) or now
    oldest = math.max(oldest, now - math.max(created, tonumber(went(head).due)))
  end
end
for _, server in ipairs(redis.call('ZRANGE', key('servers'), 0, -1)) do
  active = active + redis.call('SCARD', key('active:' .. server))
end
local result = { waiting, redis.call('ZCARD', key('delayed')), active }
for _, set in ipairs({ 'done', 'dead', 'awaiting', 'blocked' }) do result[#result + 1] = redis.call('ZCARD', key(set)) end
result[#result + 1] = oldest
for _, value in ipairs({ 'paused', 'rate', 'period' }) do
  result[#result + 1] = redis.call('HGET', key('settings'), value)
end
result[#result + 1] = redis.call('HGETALL', key('counters'))
return result
