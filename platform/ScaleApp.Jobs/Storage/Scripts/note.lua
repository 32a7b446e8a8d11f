--[[ Keeps progress and log lines of running jobs.

  KEYS[1]  tag  `{jobs:<queue>}`; the keys are named in the shared pieces below, and active:<server> set
  ARGV[1]  server  string
  then     id, token, progress (empty for none), n, then n lines; for each job, one after the other

  Keeps    fencing: a worker that lost the job writes nothing
]]
--@include begin
--@include notes
local at = 2
while at <= #ARGV do
  local id, n = ARGV[at], tonumber(ARGV[at + 3])
  if redis.call('SISMEMBER', key('active:' .. ARGV[1]), id) == 1 and redis.call('GETRANGE', run(id), 0, 15) == ARGV[at + 1] then
    if ARGV[at + 2] ~= '' then tell(id, 'g', ARGV[at + 2]) end
    for line = at + 4, at + 3 + n do note(id, 'log', ARGV[line]) end
  end
  at = at + 4 + n
end
