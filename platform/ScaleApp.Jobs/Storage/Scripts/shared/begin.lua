--[[ What every script begins with: the queue's tag, a way to name its keys, and the time, which is Redis's alone.

  KEYS[1]  tag  `{jobs:<queue>}`, what every key of the queue begins with

  Defines  tag, key(suffix) -> the name of a key, now (unix ms), moment (the same as text: Redis is slow at writing numbers),
           jobs_of and runs_of, what the names of records and of runs begin with; job(id) and run(id) -> such a name
]]
local tag = KEYS[1]
local function key(suffix) return tag .. ':' .. suffix end
local jobs_of, runs_of = tag .. ':job:', tag .. ':run:'
local function job(id) return jobs_of .. id end
local function run(id) return runs_of .. id end
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local moment = string.format('%.0f', now)
