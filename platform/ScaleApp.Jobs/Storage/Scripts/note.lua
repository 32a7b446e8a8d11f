--[[ Keeps progress and log lines of running jobs.

  KEYS[1]  tag  `{jobs:<queue>}`: job:<id> hash (g progress, k token), log:<id> list
  ARGV     id, token, progress (empty for none), n, then n lines; for each job, one after the other

  Keeps    fencing: a worker that lost the job writes nothing
]]
--@include begin
--@include ended
local at = 1
while at <= #ARGV do
  local id, n = ARGV[at], tonumber(ARGV[at + 3])
  if redis.call('HGET', job(id), 'k') == ARGV[at + 1] and redis.call('ZSCORE', key('active'), id) then
    if ARGV[at + 2] ~= '' then redis.call('HSET', job(id), 'g', ARGV[at + 2]) end
    for line = at + 4, at + 3 + n do note(id, 'log', ARGV[line]) end
  end
  at = at + 4 + n
end
