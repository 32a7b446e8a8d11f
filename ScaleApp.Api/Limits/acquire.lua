--[[ Takes permits of one client from one limit, by the clock of Redis (generic cell rate algorithm).

  KEYS[1]  string  when all permits are back, in µs; absent when they are
  ARGV[1]  int     interval: the µs in which one permit comes back
  ARGV[2]  int     how many permits there are
  ARGV[3]  int     how many the request takes

  Returns  1 if the request is admitted or 0; the µs until all permits are back; the time in µs since 1970
  Keeps    in any span of time no more is taken than all permits and those that came back in it; the key expires when all are back
]]
local interval, permits, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]

-- Never more than all permits, also after the clock was set back or the policy was changed.
local spent = math.min(math.max(0, tonumber(redis.call('GET', KEYS[1]) or now) - now), permits * interval)
local admitted = spent + cost * interval <= permits * interval
if admitted then
  spent = spent + cost * interval
  redis.call('SET', KEYS[1], string.format('%.0f', now + spent), 'PX', math.ceil(spent / 1000))
end

return { admitted and 1 or 0, spent, now }
