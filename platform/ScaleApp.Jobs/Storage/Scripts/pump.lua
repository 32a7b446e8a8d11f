--[[ A server's whole conversation with a queue in one step: it says what became of the jobs it ran, and gets new ones for
its free slots; when there are too few it is parked, and told when the next job is due.

  KEYS[1]  tag  `{jobs:<queue>}`; the keys are named in the shared pieces below, and
             settings  hash  paused, rate, period (ms), g:<server> the generation of a server's calls
             idle      zset  servers parked for want of work -> since when (unix ms)
  ARGV[1]  server      string
  ARGV[2]  generation  int  of the server's calls; a call of an older one was given up by its sender and does nothing
  ARGV[3]  slots       int  most jobs to hand out that can start at once
  ARGV[4]  lease       int  ms
  ARGV[5]  done cap    int  most succeeded jobs to keep
  ARGV[6]  dead cap    int  most given-up jobs to keep
  ARGV[7]  ahead       int  most jobs to hand out besides, which start when others end
  ARGV[8]  n           int  succeeded jobs
  then     id, token   n times
  then     op, id, token, delay (ms), text   for each job that did not succeed, see settle

  Returns  { lost ids, signals, next, jobs, token, again }: next: in how many ms to ask again, 0 at once, -1 when woken; the
           others as take makes them; or an empty list when the generation is old
  Keeps    every id in exactly one place; a job changes only with its token; a parked server and a waiting job that may
           run do not stay together
]]
--@include begin
--@include record
--@include wake
--@include notes
--@include free
--@include ended
--@include trim
--@include settle
--@include rate
--@include promote
--@include token
--@include take
local server, slots = ARGV[1], tonumber(ARGV[3])
local set = redis.call('HMGET', key('settings'), 'g:' .. server, 'paused', 'rate', 'period')
if set[1] and tonumber(set[1]) > tonumber(ARGV[2]) then return {} end

local at = 9 + 2 * tonumber(ARGV[8])
succeed(server, 9, at - 1, tonumber(ARGV[5]))
while at <= #ARGV do
  settle(server, ARGV[at], ARGV[at + 1], ARGV[at + 2], tonumber(ARGV[at + 3]), ARGV[at + 4], tonumber(ARGV[6]))
  at = at + 5
end
counts()

-- A start that is given back would be missing in a rate.
local ahead = set[3] and 0 or tonumber(ARGV[7])
promote(math.max(100, slots + ahead))
local most, later = allowed(slots + ahead, set[2], set[3], set[4])
local jobs, token, again, all = {}, '', {}, true
if most > 0 then
  jobs, token, again, all = take(most, server, tonumber(ARGV[4]))
  started(#jobs / 2, set[3])
end

local next = -1
if not all then
  next = 0
elseif #jobs / 2 < slots then
  redis.call('ZADD', key('idle'), moment, server)
  local head = redis.call('ZRANGE', key('delayed'), 0, 0, 'WITHSCORES')
  if head[2] then next = math.max(0, tonumber(head[2]) - now) end
  if later >= 0 and (next < 0 or later < next) then next = later end
else
  if slots > 0 then redis.call('ZREM', key('idle'), server) end
  -- This server is full: what it leaves behind is for those who are parked.
  if not set[2] and redis.call('ZCARD', key('idle')) > 0 then
    local left = 0
    for priority = 0, 2 do left = left + redis.call('LLEN', key('wait:' .. priority)) end
    if left > 0 then wake(left + 1) end
  end
end
return { lost, signals, next, jobs, token, again }
