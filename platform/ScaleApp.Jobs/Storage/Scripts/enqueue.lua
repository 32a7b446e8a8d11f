--[[ Puts n new jobs into a queue, at once or at a time, each once: deduplicated by id and, where asked, by a unique key.

  KEYS[1]  tag  `{jobs:<queue>}`, what every key of the queue begins with; the keys are named in the shared pieces below, and
             unique:<key>  string  the id that has the key, expires with the window
  ARGV[1]  n    int  jobs that start at once and whose ids are new: nobody chose them, so nobody can have sent them before
  then     id, record  n times; the record from the blank after `created` on
  then, for each other job, one after the other:
    1  id      string
    2  record  string
    3  due     int     0 at once, > 0 unix ms, < 0 that many ms from now
    4  unique  string  key, empty for none
    5  window  int     ms that the unique key is kept from others
    6  links   string  jobs that wait for it (see ended), empty for none

  Returns  for each of the others that was not put in: its index among them (from 0) and the id that was there in its place
           (its own, when it had been put in before); empty when all were
  Keeps    every id in exactly one of wait and delayed; repeating a call changes nothing; a parked server and a waiting
           job do not stay together
]]
--@include begin
--@include wake
--@include notes
--@include delay
--@include token
--@include hand_over
--@include insert
local others, index, new = {}, 0, 2 * tonumber(ARGV[1])
insert_new(2, 1 + new)
for at = 2 + new, #ARGV, 6 do
  local id, unique = ARGV[at], ARGV[at + 3]
  local holder = unique ~= '' and redis.call('SET', key('unique:' .. unique), id, 'NX', 'GET', 'PX', ARGV[at + 4])
  -- Also when it is its own: then it was put in before, and may have run and been forgotten since.
  if holder then
    others[#others + 1] = index
    others[#others + 1] = holder
  elseif not insert(id, ARGV[at + 1], tonumber(ARGV[at + 2])) then
    others[#others + 1] = index
    others[#others + 1] = id
  elseif ARGV[at + 5] ~= '' then
    tell(id, 'l', ARGV[at + 5])
  end
  index = index + 1
end
inserted()
return others
