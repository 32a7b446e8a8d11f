--[[ One job: where it is and all that is known of it.

  KEYS[1]  tag  `{jobs:<queue>}`; keys as in docs/jobs.md
  ARGV[1]  id   string

  Returns  { state, score of its zset (false while it waits), { field, value, ... }, log entries }; empty when there is none
]]
--@include begin
local id = ARGV[1]
local fields = redis.call('HGETALL', job(id))
if #fields == 0 then return {} end
local state, at = 'Waiting', false
local sets = { delayed = 'Delayed', active = 'Active', done = 'Succeeded', dead = 'Dead', awaiting = 'Awaiting', blocked = 'Blocked' }
for set, name in pairs(sets) do
  local score = redis.call('ZSCORE', key(set), id)
  if score then state, at = name, score end
end
return { state, at, fields, redis.call('LRANGE', key('log:' .. id), 0, -1) }
