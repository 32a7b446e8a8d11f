--[[ Tells the jobs that wait for one that it has ended.

  Needs    begin
  Defines  ended(id, outcome)  outcome: ok, dead or deleted
           signals             the messages made, for the caller to deliver: `outcome mode child parent`

  The job that waits may be in another slot, so a message is kept in `signals` until whoever ran the script has delivered it
  and said so; one that died in between is replaced by the next reclaim. A link is `+queue/id` (whatever the outcome) or
  `=queue/id` (only success counts: a dead job may be requeued and succeed, so nothing is said of it).

  Keys     signals zset (message -> made, unix ms), more:<id> hash (l links)
]]
local signals = {}
local function ended(id, outcome)
  local links = redis.call('HGET', key('more:' .. id), 'l')
  if not links then return end
  local parent = string.sub(tag, 7, -2) .. '/' .. id
  for mode, child in string.gmatch(links, '([+=])(%S+)') do
    if mode == '+' or outcome ~= 'dead' then
      local message = outcome .. ' ' .. mode .. ' ' .. child .. ' ' .. parent
      redis.call('ZADD', key('signals'), moment, message)
      signals[#signals + 1] = message
    end
  end
end
