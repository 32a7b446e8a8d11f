--[[ Tells the jobs that wait for one that it has ended, and writes its log.

  Needs    begin
  Defines  ended(id, outcome, links)  outcome: ok, dead or deleted; links: the hash's field l, false for none
           signals                    the messages made, for the caller to deliver: `outcome mode child parent`
           note(id, kind, text)       adds an entry `ms kind text` to the job's log

  The job that waits may be in another slot, so a message is kept in `signals` until whoever ran the script has delivered it
  and said so; one that died in between is replaced by the next reclaim. A link is `+queue/id` (whatever the outcome) or
  `=queue/id` (only success counts: a dead job may be requeued and succeed, so nothing is said of it).

  Keys     signals zset (message -> made, unix ms), log:<id> list
]]
local signals = {}
local function ended(id, outcome, links)
  if not links then return end
  local parent = string.sub(tag, 7, -2) .. '/' .. id
  for mode, child in string.gmatch(links, '([+=])(%S+)') do
    if mode == '+' or outcome ~= 'dead' then
      local message = outcome .. ' ' .. mode .. ' ' .. child .. ' ' .. parent
      redis.call('ZADD', key('signals'), now, message)
      signals[#signals + 1] = message
    end
  end
end
local function note(id, kind, text)
  local log = key('log:' .. id)
  redis.call('RPUSH', log, string.format('%.0f', now) .. ' ' .. kind .. ' ' .. text)
  redis.call('LTRIM', log, -1000, -1)
end
