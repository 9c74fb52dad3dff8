-- The requests of wrk. Arguments: method, path, and for GET optionally a file of tokens. GET: the path, with a random
-- token of the file at its end. POST: the path, with another buyer each time. At the end it prints one line of JSON.
local method, path, tokens, sent, run

function init(arguments)
  method, path, sent = arguments[1], arguments[2], 0
  run = string.format('%x-%s', os.time(), tostring(arguments):match('0x(%x+)'))
  if arguments[3] then
    tokens = {}
    for token in io.lines(arguments[3]) do tokens[#tokens + 1] = token end
    math.randomseed(#tokens)
  end
end

function request()
  if method == 'GET' then return wrk.format(method, tokens and path .. tokens[math.random(#tokens)] or path) end
  sent = sent + 1
  wrk.headers['X-User-Id'] = string.format('%s-%012d', run, sent)
  return wrk.format(method, path)
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format('{"requests":%d,"seconds":%f,"failed":%d,"p50":%f,"p99":%f}\n',
    summary.requests, summary.duration / 1e6, failed, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
