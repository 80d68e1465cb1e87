-- wrk's part: repeats the requests of a file in turn and says at the end what came of it.
--
-- The file: for each request a line with its length, then its bytes. Eight @ in one of them are
-- replaced by a number that rises with each request. No `response` function: with one, wrk would
-- look into every reply and take the processor time that the server is to be measured with. wrk
-- counts statuses and bytes without it, and the harness looks into samples of the replies.

local requests, unique, at, number = {}, {}, 0, 0

function init(args)
  number = tonumber(args[2])
  local file = assert(io.open(args[1], "rb"))
  for line in file:lines() do
    local request = file:read(tonumber(line))
    requests[#requests + 1] = request
    unique[#requests] = request:find("@@@@@@@@", 1, true)
  end
  file:close()
end

function request()
  at = at % #requests + 1
  local place = unique[at]
  if not place then
    return requests[at]
  end
  number = number + 1
  local text = requests[at]
  return text:sub(1, place - 1) .. string.format("%08d", number) .. text:sub(place + 8)
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\nRESULT {"requests": %d, "seconds": %.6f, "bytes": %d, "bad_status": %d, "bad_link": %d, '
      .. '"timeouts": %d, "p50_ms": %.3f, "p90_ms": %.3f, "p99_ms": %.3f, "max_ms": %.3f}\n',
    summary.requests, summary.duration / 1e6, summary.bytes, errors.status,
    errors.connect + errors.read + errors.write, errors.timeout,
    latency:percentile(50) / 1e3, latency:percentile(90) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3
  ))
end
