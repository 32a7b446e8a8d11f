--[[ Takes permits of a partition from one or several of its limits, from all of them or from none (GCRA).

  KEYS[i]      limit     string  when the limit is whole again, in µs of Redis's clock; absent when it is whole
  ARGV[4i-3]   interval  int     µs in which one permit comes back
  ARGV[4i-2]   burst     int     µs in which all come back
  ARGV[4i-1]   cost      int     permits to take
  ARGV[4i]     ahead     int     most permits to take in addition, where there are plenty

  Returns  1 when they were taken, else 0; then for each limit the µs until it is whole and the permits taken ahead
  Keeps    a limit never gives out more than its permits at once, whoever asks
]]
local PLENTY = 4 -- what is taken ahead is at most this part of what is left

local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local spent, taken = {}, 1

for i, key in ipairs(KEYS) do
  local interval, burst, cost = tonumber(ARGV[4 * i - 3]), tonumber(ARGV[4 * i - 2]), tonumber(ARGV[4 * i - 1])
  spent[i] = math.max(0, tonumber(redis.call('GET', key) or now) - now)
  if spent[i] + cost * interval > burst then
    taken = 0
  end
end

local reply = { taken }
for i, key in ipairs(KEYS) do
  local interval, burst, cost = tonumber(ARGV[4 * i - 3]), tonumber(ARGV[4 * i - 2]), tonumber(ARGV[4 * i - 1])
  local extra = 0
  if taken == 1 then
    spent[i] = spent[i] + cost * interval
    extra = math.min(tonumber(ARGV[4 * i]), math.floor((burst - spent[i]) / interval / PLENTY))
    spent[i] = spent[i] + extra * interval
    redis.call('SET', key, string.format('%.0f', now + spent[i]), 'PX', math.ceil(spent[i] / 1000))
  end
  reply[2 * i], reply[2 * i + 1] = spent[i], extra
end

return reply
