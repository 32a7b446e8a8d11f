--[[ One job: where it is and all that is known of it.

  KEYS[1]  tag  `{jobs:<queue>}`; keys as in docs/jobs.md
  ARGV[1]  id   string

  Returns  { state, score of its zset, lease end of an active one, false while it waits; record, run, error, progress, log
           entries }; empty when there is none
]]
--@include begin
--@include record
local id = ARGV[1]
local record, ran = unpack(redis.call('MGET', job(id), run(id)))
if not record then return {} end
local state, at = 'Waiting', false
local sets = { delayed = 'Delayed', done = 'Succeeded', dead = 'Dead', awaiting = 'Awaiting', blocked = 'Blocked' }
for set, name in pairs(sets) do
  local score = redis.call('ZSCORE', key(set), id)
  if score then state, at = name, score end
end
local server = read(ran).server
if redis.call('SISMEMBER', key('active:' .. server), id) == 1 then
  state, at = 'Active', redis.call('ZSCORE', key('servers'), server)
end
local more = redis.call('HMGET', key('more:' .. id), 'e', 'g')
return { state, at, record, ran, more[1], more[2], redis.call('LRANGE', key('log:' .. id), 0, -1) }
