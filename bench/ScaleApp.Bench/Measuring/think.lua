--[[ Has each connection of wrk wait before each request, as people do who look at what they were given.

  args[1]  mean  int  ms; a wait is between half of it and half as much again
]]
local mean

function init(args)
  mean = tonumber(args[1])
end

function delay()
  return math.random(math.floor(mean / 2), math.ceil(mean * 1.5))
end
