--[[ Replaces the ticket of a session that exists.

  KEYS[1]  session  hash   ticket
  ARGV[1]  ticket   bytes

  Returns  1 when replaced, 0 when the session has ended
  Keeps    a session that has ended is not brought back
]]
local session, ticket = KEYS[1], ARGV[1]

if redis.call('HEXISTS', session, 'ticket') == 0 then
  return 0
end

redis.call('HSET', session, 'ticket', ticket)
return 1
