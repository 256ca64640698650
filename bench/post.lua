-- post.lua - for wrk: every request enters another person.  BENCH_COOKIE, BENCH_CSRF, BENCH_UNITS
-- (12-digit codes with commas) come from drive.py.
local weights = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 }
local last = "10X98765432"
local units, n = {}, os.time() % 100000 * 10000
for code in os.getenv("BENCH_UNITS"):gmatch("%d+") do units[#units + 1] = code end

local function number(k)
	local digits = string.format("431181%04d%02d%02d%03d", 1950 + k % 50, 1 + math.floor(k / 50) % 12,
		1 + math.floor(k / 600) % 28, math.floor(k / 16800) % 1000)
	local sum = 0
	for i = 1, 17 do sum = sum + tonumber(digits:sub(i, i)) * weights[i] end
	local at = sum % 11 + 1
	return digits .. last:sub(at, at), digits:sub(7, 10) .. "-" .. digits:sub(11, 12) .. "-" .. digits:sub(13, 14),
		tonumber(digits:sub(17, 17)) % 2 == 1
end

function request()
	n = n + 1
	local id, birth, man = number(n)
	local body = string.format(
		'{"unit":"%s","fields":{"name":"王%d","sex":"%s","birth":"%s","id_number":"%s","phone":"138%08d","education":"college"}}',
		units[n % #units + 1], n, man and "male" or "female", birth, id, n % 100000000)
	return wrk.format("POST", "/api/v1/registers/person/records", {
		["Content-Type"] = "application/json", ["Cookie"] = os.getenv("BENCH_COOKIE"),
		["X-CSRF-Token"] = os.getenv("BENCH_CSRF") }, body)
end

local bad = 0
function response(status, headers, body)
	if status >= 300 and bad < 3 then
		bad = bad + 1
		print(status, body:sub(1, 300))
	end
end

function done(summary, latency)
	print(string.format("save_64: %d requests in %.1f s, %d refused, p50 %.1f ms, p99 %.1f ms, max %.1f ms",
		summary.requests, summary.duration / 1e6, summary.errors.status + summary.errors.timeout,
		latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3))
end
