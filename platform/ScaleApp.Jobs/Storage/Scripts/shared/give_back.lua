--[[ Takes back what a server was handed and never heard of.

  Needs    begin, record, free
  Defines  give_back(server, first) -> how many jobs went back to the front of the queue; they never ran, so the attempt is not
           counted. From ARGV[first] on: id, token of the jobs that the server knows it has

  Keys     active:<server> set (ids)
  Keeps    every id in exactly one place
]]
local function give_back(server, first)
  local active, known, back = key('active:' .. server), {}, 0
  for at = first, #ARGV, 2 do known[ARGV[at]] = ARGV[at + 1] end
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
  return back
end
