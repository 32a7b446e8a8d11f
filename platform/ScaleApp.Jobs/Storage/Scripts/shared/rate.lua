--[[ The queue's limits: whether it is paused, and how many jobs it may start in a period, in all servers together.

  Needs    begin
  Defines  allowed(most, paused, rate, period) -> how many may start now, and in how many ms it may be more (-1: unknown)
           started(n, rate)                    counts n starts

  Exact: in no stretch of time as long as the period do more than `rate` jobs start. Each call that started some leaves one
  entry, dropped when it is a period old.

  Keys     rate list of `ms n`, newest left; rate:used string, the sum of the entries' n
]]
local function allowed(most, paused, rate, period)
  if paused then return 0, -1 end
  if not rate then return most, -1 end
  local oldest
  while true do
    local entry = redis.call('LINDEX', key('rate'), -1)
    if not entry then break end
    local at, n = string.match(entry, '(%d+) (%d+)')
    oldest = tonumber(at) + tonumber(period)
    if oldest > now then break end
    redis.call('RPOP', key('rate'))
    redis.call('DECRBY', key('rate:used'), n)
    oldest = nil
  end
  local left = math.max(0, tonumber(rate) - tonumber(redis.call('GET', key('rate:used')) or '0'))
  return math.min(most, left), (left < most and oldest) and oldest - now or -1
end
local function started(n, rate)
  if not rate or n == 0 then return end
  redis.call('LPUSH', key('rate'), string.format('%.0f %d', now, n))
  redis.call('INCRBY', key('rate:used'), n)
end
