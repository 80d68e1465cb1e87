-- As load.lua, for requests that need what the reply before brought: a refresh token does only once.
-- wrk gives each thread a script of its own; with as many threads as connections each is one chain,
-- beginning with its own request of the file.

dofile(debug.getinfo(1, "S").source:match("^@(.*)chain%.lua$") .. "load.lua")

local threads = 0
local head, token

function setup(thread)
  threads = threads + 1
  thread:set("place", threads)
end

function init(args)
  local file, count = assert(io.open(args[1], "rb")), 0
  for line in file:lines() do
    local text = file:read(tonumber(line))
    count = count + 1
    if count == place then
      head = text:match("^.-\r\n\r\n")
      token = text:match('"refresh_token": "([^"]+)"')
    end
  end
  file:close()
end

function request()
  local body = '{"refresh_token": "' .. token .. '"}'
  return (head:gsub("Content%-Length: %d+", "Content-Length: " .. #body)) .. body
end

function response(status, headers, body)
  token = body:match('"refresh_token":%s*"([^"]+)"') or token
end
