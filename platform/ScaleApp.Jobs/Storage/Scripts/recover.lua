--[[ Takes back jobs that a server was handed in an answer, or in a message, that it never got.

  KEYS[1]  tag  `{jobs:<queue>}`; the keys are named in the shared pieces below, and
             settings  hash  g:<server> the generation of a server's calls
  ARGV[1]  server      string
  ARGV[2]  generation  int  the one that the server goes on with: calls of older ones that are still under way do nothing, and
                            the server ignores jobs that were handed to an older one
  then     id, token   of the jobs that the server knows it has

  Returns  how many jobs went back to the front of the queue
  Keeps    every id in exactly one place
]]
--@include begin
--@include record
--@include wake
--@include free
--@include give_back
redis.call('HSET', key('settings'), 'g:' .. ARGV[1], ARGV[2])
local back = give_back(ARGV[1], 3)
if back > 0 then wake(back + 1) end
return back
