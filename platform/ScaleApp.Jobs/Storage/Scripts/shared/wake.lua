--[[ Wakes servers that are parked because nothing waited.

  Needs    begin
  Defines  wake(n)  has n parked servers look at the queue

  Each is taken out of `idle` in the step that wakes it, so that no wake-up is sent twice; who parked last is the most surely
  alive. A server that nobody listens for (it died while parked) does not count. The caller asks for one more than there are jobs: a server that was stopped after
  it parked then swallows nothing.
]]
local function wake(n)
  local queue = string.sub(tag, 7, -2)
  while n > 0 do
    local server = redis.call('ZPOPMAX', key('idle'))[1]
    if not server then return end
    if redis.call('PUBLISH', 'jobs:wake:' .. server, queue) > 0 then n = n - 1 end
  end
end
