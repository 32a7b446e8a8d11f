--[[ Prints what a run of wrk saw as a line of JSON below its report. With an argument each connection waits before each request, as people do
who read the answer.

  args[1]  mean  int  ms; a wait is between half of it and half as much again
]]
function init(args)
  local mean = tonumber(args[1])
  if mean then
    delay = function()
      return math.random(math.floor(mean / 2), math.ceil(mean * 1.5))
    end
  end
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format('{"requestsPerSecond":%f,"requests":%d,"p50Milliseconds":%f,"p99Milliseconds":%f,"errors":%d}\n',
    summary.requests * 1e6 / summary.duration, summary.requests, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
