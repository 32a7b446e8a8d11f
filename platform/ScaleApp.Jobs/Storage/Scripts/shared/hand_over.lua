--[[ Gives a new job to a parked server together with the news of it, so that it starts without a further call.

  Needs    begin, token
  Defines  hand_over(id, record) -> whether a server has it now; otherwise it has to wait like any other
             record  from the blank after `created` on (see record)

  The job is the server's from here on, under the server's lease, as if it had asked. News that does not arrive are like an
  answer that does not: the server gives back what Redis says it has and it knows nothing of (recover).
  Who parked last gets it, and nobody who did so more than two seconds ago, which is twice what passes between two polls: a
  server that was stopped would keep it for a lease. PUBSUB is asked first, since in a cluster PUBLISH reaches also those
  whom it does not count. Jobs with a concurrency key, and those of a queue that is paused, limited or not empty, wait.

  Keys     idle zset (server -> when it parked, unix ms), servers zset (server -> end of its lease), settings hash (paused, rate,
           g:<server>), wait:<priority> list, active:<server> set, run:<id> string, token string
  Channel  jobs:wake:<server>: lines with the queue, the generation of the server's calls, token and id; the rest is the record
]]
local function hand_over(id, record)
  if string.byte(record, 3) ~= 10 then return false end
  local parked = redis.call('ZPOPMAX', key('idle'))
  local server, since = parked[1], tonumber(parked[2])
  if not server then return false end
  local channel = 'jobs:wake:' .. server
  local set = redis.call('HMGET', key('settings'), 'paused', 'rate', 'g:' .. server)
  if set[1] or set[2] or since < now - 2000 or redis.call('EXISTS', key('wait:0'), key('wait:1'), key('wait:2')) > 0
    or tonumber(redis.call('ZSCORE', key('servers'), server) or '0') <= now or redis.call('PUBSUB', 'NUMSUB', channel)[2] == 0 then
    -- It stays parked; whether it is woken is for wake to say.
    redis.call('ZADD', key('idle'), parked[2], server)
    return false
  end
  local token = next_token()
  redis.call('SADD', key('active:' .. server), id)
  redis.call('MSET', run(id), begun(token, server), key('token'), token)
  redis.call('PUBLISH', channel, table.concat({ string.sub(tag, 7, -2), set[3] or '0', token, id, moment .. record }, '\n'))
  return true
end
