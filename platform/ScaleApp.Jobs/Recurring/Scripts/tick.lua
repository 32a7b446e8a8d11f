--[[ Fires due occurrences of recurring jobs, and tells what is due next. The one place where an occurrence becomes a job.

  KEYS[1]  tag  `{jobs:<queue>}`: recurring zset (id -> next occurrence, +inf for none), recurring:<id> hash (definition),
                job:<id> string, wait:<priority> list
  ARGV[1]  limit  int  most due definitions to return
  ARGV, then for each definition to fire:
    1  id        string
    2  version   int     of the definition that the caller computed with
    3  expected  int     the next occurrence that the caller saw (unix ms)
    4  next      string  the occurrence after these (unix ms), empty for none
    5  error     string  why the definition cannot be read: it leaves the timetable until it is changed; empty for none
    6  n         int     occurrences to enqueue, each (unix ms) in an argument of its own

  Returns  { now (unix ms), next occurrence of all (unix ms, empty for none), jobs enqueued, latest start behind its time (ms),
             due: id, version, next, cron, zone, misfire ... }
  Keeps    once: an occurrence is enqueued in the step that moves the definition past it, and only by who saw both the
           definition's version and its next occurrence as they are; nothing is fired before its time by Redis's clock
]]
--@include begin
--@include wake
--@include delay
--@include token
--@include hand_over
--@include insert
--@include occurrence
local function score(at) return at == '' and '+inf' or at end
local function fire(id, version, expected, following, failure, first, n)
  local name = key('recurring:' .. id)
  local f = redis.call('HMGET', name, 'v', 'next', 'paused', 'head', 'call')
  if f[1] ~= version or f[2] ~= expected or f[3] == '1' or tonumber(expected) > now then return end
  for i = first, first + n - 1 do insert(id .. ':' .. ARGV[i], occurrence(f[4], ARGV[i], id, f[5]), 0) end
  redis.call('HSET', name, 'next', following, 'error', failure)
  if n > 0 then redis.call('HSET', name, 'last', ARGV[first + n - 1], 'job', id .. ':' .. ARGV[first + n - 1]) end
  redis.call('ZADD', key('recurring'), score(following), id)
  return now - expected
end
local at, late = 2, 0
while at <= #ARGV do
  local n = tonumber(ARGV[at + 5])
  late = math.max(late, fire(ARGV[at], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3], ARGV[at + 4], at + 6, n) or 0)
  at = at + 6 + n
end
local enqueued, due = inserted(), {}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', key('recurring'), '-inf', now, 'LIMIT', 0, ARGV[1])) do
  local f = redis.call('HMGET', key('recurring:' .. id), 'v', 'next', 'cron', 'zone', 'misfire')
  if f[1] then
    due[#due + 1] = id
    for i = 1, 5 do due[#due + 1] = f[i] end
  else
    redis.call('ZREM', key('recurring'), id)
  end
end
local head = redis.call('ZRANGE', key('recurring'), 0, 0, 'WITHSCORES')[2]
local soonest = (head and head ~= 'inf') and string.format('%.0f', tonumber(head)) or ''
return { now, soonest, enqueued, late, due }
