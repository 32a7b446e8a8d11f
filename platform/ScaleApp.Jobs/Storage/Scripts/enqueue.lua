--[[ Puts n new jobs into a queue, at once or at a time, each once: deduplicated by id and, where asked, by a unique key.

  KEYS[1]  tag  `{jobs:<queue>}`, what every key of the queue begins with:
             job:<id>         hash    the job, fields as in docs/jobs.md
             wait:<priority>  list    ids; workers take from the right
             delayed          zset    id -> due (unix ms)
             unique:<key>     string  the id that has the key, expires with the window
             idle             set     servers parked for want of work
             counters         hash    enqueued
  ARGV     for each job, one after the other:
    1  id        string
    2  priority  int    0 high, 1 normal, 2 low
    3  due       int    0 at once, > 0 unix ms, < 0 that many ms from now
    4  unique    string key, empty for none
    5  window    int    ms that the unique key is kept from others
    6  n         int    how many strings of fields follow
    7  field, value, ...  of the job's hash: t, m, a and what else the job has; never c, d, p

  Returns  for each job that was not put in: its index (from 0) and the id that was there in its place (its own, when it had
           been put in before); empty when all were
  Keeps    every id in exactly one of wait and delayed; repeating a call changes nothing; a parked server and a waiting
           job do not stay together
]]
--@include begin
--@include wake
--@include insert
local others = {}
local at, index, last = 1, 0, #ARGV
while at <= last do
  local id, unique, n = ARGV[at], ARGV[at + 3], tonumber(ARGV[at + 5])
  local first = at + 6
  local holder = false
  if unique ~= '' then
    holder = redis.call('SET', key('unique:' .. unique), id, 'NX', 'GET', 'PX', ARGV[at + 4])
  end
  -- Also when it is its own: then it was put in before, and may have run and been forgotten since.
  if holder then
    others[#others + 1] = index
    others[#others + 1] = holder
  elseif not insert(id, tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2]), ARGV, first, first + n - 1) then
    others[#others + 1] = index
    others[#others + 1] = id
  end
  at, index = first + n, index + 1
end
inserted()
return others
