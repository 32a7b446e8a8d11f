--[[ Where a job is, which is its state.

  Needs    begin
  Defines  place(id, server) -> the state, by its name in JobState, of a job that is there; and the score of its zset, the end of
           the lease of an active one, false while it waits
             server  that took it last

  Keys     active:<server> set, servers, delayed, done, dead, awaiting and blocked zsets
]]
local function place(id, server)
  if redis.call('SISMEMBER', key('active:' .. server), id) == 1 then return 'Active', redis.call('ZSCORE', key('servers'), server) end
  local sets = { delayed = 'Delayed', done = 'Succeeded', dead = 'Dead', awaiting = 'Awaiting', blocked = 'Blocked' }
  for set, name in pairs(sets) do
    local score = redis.call('ZSCORE', key(set), id)
    if score then return name, score end
  end
  return 'Waiting', false
end
