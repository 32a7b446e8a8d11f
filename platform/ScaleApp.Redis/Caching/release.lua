--[[ Gives a lease back unused, so that the next one may fill at once.

  KEYS[1]  lease    string  token of the one that fills
  ARGV[1]  token    string  the lease
  ARGV[2]  channel  string  where it is told
  ARGV[3]  message  string  that there is nothing to wait for any more

  Returns  1 when it was given back, 0 when it was not held
  Keeps    nobody gives back the lease of another
]]
local lease = KEYS[1]
local token, channel, message = unpack(ARGV)

if redis.call('GET', lease) ~= token then
  return 0
end
redis.call('DEL', lease)
redis.call('PUBLISH', channel, message)
return 1
