--[[ One job: where it is and all that is known of it.

  KEYS[1]  tag  `{jobs:<queue>}`; keys as in docs/jobs.md
  ARGV[1]  id   string

  Returns  { state, score of its zset, lease end of an active one, false while it waits; record, run, error, progress, log
           entries }; empty when there is none
]]
--@include begin
--@include record
--@include place
local id = ARGV[1]
local record, ran = unpack(redis.call('MGET', job(id), run(id)))
if not record then return {} end
local state, at = place(id, read(ran).server)
local more = redis.call('HMGET', key('more:' .. id), 'e', 'g')
return { state, at, record, ran, more[1], more[2], redis.call('LRANGE', key('log:' .. id), 0, -1) }
