--[[ Puts new jobs into a queue: the one place that knows what a new job looks like.

  Needs    begin, wake
  Defines  insert(id, priority, due, fields, first, last) -> true, or false when the id exists already (nothing is done)
             id        of the job within the queue
             priority  0 high, 1 normal, 2 low
             due       0 at once, > 0 unix ms, < 0 that many ms from now, nil when it waits for other jobs to end
             fields    table that holds field, value, ... of the job's hash from index first to last: t, m, a and what else
                       the job has (see docs/jobs.md); c, d and p are set here
           inserted() -> how many there were. Call once after the last insert: moves the ids to `wait`, wakes servers, counts

  Keys     job:<id> hash, wait:<priority> list, delayed zset (id -> due), awaiting zset (id -> created),
           counters hash
  Keeps    every id in exactly one of wait, delayed and awaiting; an id is inserted once, however often it is sent
]]
local ready, created, sooner = {}, 0, false
local function insert(id, priority, due, fields, first, last)
  local name = job(id)
  if redis.call('EXISTS', name) == 1 then return false end
  created = created + 1
  redis.call('HSET', name, 'c', now, unpack(fields, first, last))
  if priority ~= 1 then redis.call('HSET', name, 'p', priority) end
  if due and due < 0 then due = now - due end
  if not due then
    redis.call('ZADD', key('awaiting'), now, id)
  elseif due <= now then
    local list = ready[priority]
    if not list then list = {} ready[priority] = list end
    list[#list + 1] = id
  else
    redis.call('HSET', name, 'd', due)
    local head = redis.call('ZRANGE', key('delayed'), 0, 0, 'WITHSCORES')
    if not head[2] or due < tonumber(head[2]) then sooner = true end
    redis.call('ZADD', key('delayed'), due, id)
  end
  return true
end
local function inserted()
  local count = 0
  for priority, list in pairs(ready) do
    count = count + #list
    for at = 1, #list, 1000 do
      redis.call('LPUSH', key('wait:' .. priority), unpack(list, at, math.min(at + 999, #list)))
    end
  end
  if created > 0 then redis.call('HINCRBY', key('counters'), 'enqueued', created) end
  -- A delayed job that is due before all others: those who sleep until then have to know.
  if count > 0 or sooner then wake(count + 1) end
  return created
end
