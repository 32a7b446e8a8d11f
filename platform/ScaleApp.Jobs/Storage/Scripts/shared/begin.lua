--[[ What every script begins with: the queue's tag, a way to name its keys, and the time, which is Redis's alone.

  KEYS[1]  tag  `{jobs:<queue>}`, what every key of the queue begins with

  Defines  tag, key(suffix) -> the name of a key, now (unix ms), moment (the same as text: Redis is slow at writing numbers),
           job(id) and run(id) -> the names of a job's record and of its run
]]
local tag = KEYS[1]
local function key(suffix) return tag .. ':' .. suffix end
local function job(id) return tag .. ':job:' .. id end
local function run(id) return tag .. ':run:' .. id end
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local moment = string.format('%.0f', now)
