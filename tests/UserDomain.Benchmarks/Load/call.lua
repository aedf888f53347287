-- wrk: one call of random users. Environment: TOKEN, CALL, USERS. Prints a line of JSON at its end, times in microseconds.
-- Answers are not looked at here, which would take more of the cores than asking: whether commands were done shows in the database.
local users = tonumber(os.getenv("USERS"))
local call = os.getenv("CALL")
local sets = call == "SetUserConfig"
local path = "/AP/" .. call
local headers = { ["APToken"] = os.getenv("TOKEN"), ["Content-Type"] = "application/json" }
local n = 0
init = function()
  math.randomseed(os.time() + tonumber(tostring({}):match("0x(%x+)"), 16) % 1000000)
  n = math.random(1, 1000000000)
end
request = function()
  local user = math.random(2, users + 1)
  n = n + 1
  local body = sets
    and string.format('{"UserId":%d,"Config":[{"Key":"key%d","Value":"Hillside Road %d"}]}', user, math.random(1, 10), n)
    or string.format('{"UserId":%d}', user)
  return wrk.format("POST", path, headers, body)
end
done = function(summary, latency)
  local errors = summary.errors
  print(string.format('{"Requests":%d,"Seconds":%f,"P50":%f,"P99":%f,"P999":%f,"Max":%f,"Errors":%d}', summary.requests, summary.duration / 1e6,
    latency:percentile(50), latency:percentile(99), latency:percentile(99.9), latency.max,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
