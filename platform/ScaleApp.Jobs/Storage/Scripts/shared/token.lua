--[[ Fencing tokens, and what a job's first taking is written down as.

  Needs    begin
  Defines  next_token() -> a token larger than every one given before in this queue, also when Redis lost its last writes: it
           follows the clock in microseconds
           begun(token, server) -> the run of a job that is taken for the first time, up to its concurrency key (see record)

  Keys     token string, the last one
]]
local function next_token()
  local last = tonumber(redis.call('GET', key('token')) or '0')
  return string.format('%.0f', math.max(last + 1, clock[1] * 1000000 + clock[2]))
end
local function begun(token, server) return token .. ' 1 0 ' .. moment .. ' 0\n' .. server .. '\n' end
