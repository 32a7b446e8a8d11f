--[[ Adds a recurring job or changes it. Doing it again changes nothing, above all not the next occurrence.

  KEYS[1]  tag  `{jobs:<queue>}`: recurring zset (id -> next occurrence, +inf for none), recurring:<id> hash
  ARGV[1]  id       string
  ARGV[2]  next     string  first occurrence after now by the new schedule (unix ms), empty for none
  ARGV[3]  channel  string  who listens for changed timetables; the message is the queue
  ARGV[4]  state    string  of the same job in the queue it is moved from: `paused last job`, empty for none
  ARGV[5]  ...      the definition: cron, zone, misfire, head and call (see occurrence), each a name and a value

  Returns  1 when it was added or changed, 0 when it was like this already
  Keeps    the next occurrence while cron and zone stay; a paused job paused; the version grows with every change
]]
--@include begin
local id = ARGV[1]
local name = key('recurring:' .. id)
local is_new = redis.call('EXISTS', name) == 0
local old = is_new and {} or redis.call('HMGET', name, 'next', 'paused', 'error', 'cron', 'zone')
local reschedule = is_new or (old[3] or '') ~= ''
local changed = reschedule
for at = 5, #ARGV, 2 do
  if redis.call('HGET', name, ARGV[at]) ~= ARGV[at + 1] then
    changed = true
    if ARGV[at] == 'cron' or ARGV[at] == 'zone' then reschedule = true end
  end
end
if not changed then return 0 end
local upcoming = reschedule and ARGV[2] or old[1]
local paused = old[2] or '0'
if is_new then
  local moved, last, run = string.match(ARGV[4], '^(%d) (%d*) (.*)$')
  paused = moved or '0'
  redis.call('HSET', name, 'created', now, 'last', last or '', 'job', run or '')
end
redis.call('HSET', name, 'next', upcoming, 'error', '', 'paused', paused, unpack(ARGV, 5))
redis.call('HINCRBY', name, 'v', 1)
redis.call('ZADD', key('recurring'), (paused == '1' or upcoming == '') and '+inf' or upcoming, id)
redis.call('PUBLISH', ARGV[3], string.sub(tag, 7, -2))
return 1
