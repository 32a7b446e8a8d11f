--[[ Takes permits of a partition from one or several of its limits, from all of them or from none (GCRA).

  KEYS[i]      limit     string  when the limit is whole again, in µs of Redis's clock; absent when it is whole
  ARGV[1]      requests  int     how many requests ask, all for the same
  ARGV[4i-2]   interval  int     µs in which one permit comes back
  ARGV[4i-1]   burst     int     µs in which all come back
  ARGV[4i]     cost      int     permits that each request takes
  ARGV[4i+1]   ahead     int     most permits to take in addition, where there are plenty

  Returns  how many of the requests are admitted; then for each limit the µs until it is whole and the permits taken ahead
  Keeps    a limit never gives out more than its permits at once, whoever asks
]]
local PLENTY = 4 -- what is taken ahead is at most this part of what is left

local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local requests = tonumber(ARGV[1])
local admitted, spent = requests, {}

for i, key in ipairs(KEYS) do
  local interval, burst, cost = tonumber(ARGV[4 * i - 2]), tonumber(ARGV[4 * i - 1]), tonumber(ARGV[4 * i])
  spent[i] = math.max(0, tonumber(redis.call('GET', key) or now) - now)
  admitted = math.max(0, math.min(admitted, math.floor((burst - spent[i]) / (cost * interval))))
end

local reply = { admitted }
for i, key in ipairs(KEYS) do
  local interval, burst, cost = tonumber(ARGV[4 * i - 2]), tonumber(ARGV[4 * i - 1]), tonumber(ARGV[4 * i])
  local ahead = 0
  if admitted > 0 then
    spent[i] = spent[i] + admitted * cost * interval
    if admitted == requests then
      ahead = math.min(tonumber(ARGV[4 * i + 1]), math.floor((burst - spent[i]) / interval / PLENTY))
      spent[i] = spent[i] + ahead * interval
    end
    redis.call('SET', key, string.format('%.0f', now + spent[i]), 'PX', math.ceil(spent[i] / 1000))
  end
  reply[2 * i], reply[2 * i + 1] = spent[i], ahead
end

return reply
