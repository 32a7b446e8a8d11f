--[[ What every script begins with: the queue's tag, a way to name its keys, and the time, which is Redis's alone.

  KEYS[1]  tag  `{jobs:<queue>}`, what every key of the queue begins with

  Defines  tag, key(suffix) -> the name of a key, now (unix ms), job(id) -> the name of a job's hash
]]
local tag = KEYS[1]
local function key(suffix) return tag .. ':' .. suffix end
local function job(id) return tag .. ':job:' .. id end
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
