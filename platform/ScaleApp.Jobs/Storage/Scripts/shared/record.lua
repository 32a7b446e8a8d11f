--[[ The two strings that a job is: its record, which does not change, and its run, which does.

  Needs    begin
  Defines  priority(id) -> '0' high, '1' normal, '2' low
           limit(record) -> concurrency key, limit; nil for none
           went(id) -> what the job went through: { token, attempts, crashes, begun, due, server, limited }
           written(went) -> the same as a run's text, keep(id, went) writes it

  A record is `created priority[ limit key]`, and lines that only workers read (docs/jobs.md). `created` has 13 digits: the
  15th letter is the priority, and the 16th ends the line of a job without a limit.
  A run is `token attempts crashes begun due`, a line with the server and one with the concurrency key, which is empty for
  none. A token has 16 digits. A job that was neither taken nor delayed yet has no run.

  Keys     job:<id> string, run:<id> string
]]
local function priority(id)
  local letter = redis.call('GETRANGE', job(id), 14, 14)
  return (letter == '0' or letter == '2') and letter or '1'
end
local function limit(record)
  if string.byte(record, 16) == 10 then return end
  local most, limited = string.match(record, '^%d+ %d (%d+) ([^\n]*)')
  return limited, tonumber(most)
end
local function read(text)
  local token, attempts, crashes, begun, due, server, limited =
    string.match(text or '0 0 0 0 0\n\n', '^(%d+) (%d+) (%d+) (%d+) (%d+)\n([^\n]*)\n(.*)$')
  return { token = token, attempts = tonumber(attempts), crashes = tonumber(crashes), begun = begun, due = due, server = server,
    limited = limited ~= '' and limited }
end
local function written(went)
  return string.format('%s %d %d %s %s\n%s\n%s', went.token, went.attempts, went.crashes, went.begun, went.due, went.server,
    went.limited or '')
end
local function went(id) return read(redis.call('GET', run(id))) end
local function keep(id, state) redis.call('SET', run(id), written(state)) end
