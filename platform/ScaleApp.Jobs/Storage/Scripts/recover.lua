--[[ Takes back jobs that a server was handed in an answer that it never got.

  KEYS[1]  tag  `{jobs:<queue>}`; the keys are named in the shared pieces below, and
             active:<server>  set   ids
             settings         hash  g:<server> the generation of a server's calls
  ARGV[1]  server      string
  ARGV[2]  generation  int  the one that the server goes on with: calls of older ones that are still under way do nothing
  then     id, token   of the jobs that the server knows it has

  Returns  how many jobs went back to the front of the queue; they never ran, so the attempt is not counted
  Keeps    every id in exactly one place
]]
--@include begin
--@include record
--@include wake
--@include free
local active, known, back = key('active:' .. ARGV[1]), {}, 0
for at = 3, #ARGV, 2 do known[ARGV[at]] = ARGV[at + 1] end
redis.call('HSET', key('settings'), 'g:' .. ARGV[1], ARGV[2])
for _, id in ipairs(redis.call('SMEMBERS', active)) do
  local state = went(id)
  if known[id] ~= state.token then
    redis.call('SREM', active, id)
    state.attempts = state.attempts - 1
    keep(id, state)
    free(id, state.limited)
    push(id)
    back = back + 1
  end
end
if back > 0 then wake(back + 1) end
return back
