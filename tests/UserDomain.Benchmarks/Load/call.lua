-- wrk: one call of random users. Environment: TOKEN, CALL, USERS.
math.randomseed(os.time())
local users = tonumber(os.getenv("USERS"))
local call = os.getenv("CALL")
local n = 0
request = function()
  local user = math.random(2, users + 1)
  n = n + 1
  local body = call == "SetUserConfig"
    and string.format('{"UserId":%d,"Config":[{"Key":"key%d","Value":"Hillside Road %d"}]}', user, math.random(1, 10), n)
    or string.format('{"UserId":%d}', user)
  return wrk.format("POST", "/AP/" .. call, { ["APToken"] = os.getenv("TOKEN"), ["Content-Type"] = "application/json" }, body)
end
response = function(status, headers, body)
  if status ~= 200 or string.find(body, '"result":false', 1, true) then wrk.thread:stop() end
end
