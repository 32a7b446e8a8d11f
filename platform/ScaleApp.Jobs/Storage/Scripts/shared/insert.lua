--[[ Puts new jobs into a queue: the one place where jobs come to be.

  Needs    begin, wake, delay, hand_over
  Defines  insert(id, record, due) -> true, or false when the id exists already (nothing is done)
             id      of the job within the queue
             record  its record from the blank after `created` on (see record)
             due     0 at once, > 0 unix ms, < 0 that many ms from now, nil when it waits for other jobs to end
           insert_new(first, last)  pairs id, record from ARGV[first] to ARGV[last], of jobs that nobody can have put in
                                    before and that start at once: all in one command
           inserted() -> how many there were. Call once after the last insert: moves the ids to `wait` and wakes servers, or
           hands a single one over; counts

  Keys     job:<id> string, run:<id> string (due), wait:<priority> list, delayed zset (id -> due), awaiting zset
           (id -> created), counters hash
  Keeps    every id in exactly one of wait, delayed, awaiting and active; an id is inserted once, however often it is sent
]]
local ready, created, sooner = {}, 0, false
local last_id, last_record
local function line_up(id, record)
  local priority = string.sub(record, 2, 2)
  local list = ready[priority]
  if not list then list = {} ready[priority] = list end
  list[#list + 1] = id
  last_id, last_record = id, record
  created = created + 1
end
local function insert(id, record, due)
  if not redis.call('SET', job(id), moment .. record, 'NX') then return false end
  if due and due < 0 then due = now - due end
  if due and due <= now then
    line_up(id, record)
    return true
  end
  created = created + 1
  if not due then
    redis.call('ZADD', key('awaiting'), moment, id)
  else
    sooner = delay(id, due) or sooner
  end
  return true
end
local function insert_new(first, last)
  if first > last then return end
  local records = {}
  for at = first, last, 2 do
    records[#records + 1] = job(ARGV[at])
    records[#records + 1] = moment .. ARGV[at + 1]
    line_up(ARGV[at], ARGV[at + 1])
  end
  redis.call('MSET', unpack(records))
end
local function inserted()
  local count = 0
  if created == 1 and last_id and hand_over(last_id, last_record) then ready = {} end
  for priority, list in pairs(ready) do
    count = count + #list
    for at = 1, #list, 1000 do
      redis.call('LPUSH', key('wait:' .. priority), unpack(list, at, math.min(at + 999, #list)))
    end
  end
  if created > 0 then redis.call('HINCRBY', key('counters'), 'enqueued', created) end
  if count > 0 or sooner then wake(count + 1) end
  return created
end
