/** Load from wrk (a Debian package) on the core that the server does not use. */
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpuSeconds, loadCore } from './server.mjs';

export function requireWrk() {
  if (spawnSync('wrk', ['--version']).error === undefined) return;
  console.error('This benchmark needs wrk: apt-get install wrk');
  process.exit(1);
}

/** Paths in random order, each with the same headers. */
function script(paths, headers) {
  const list = paths.map((path) => JSON.stringify(path)).join(',');
  const lines = Object.entries(headers).map(([name, value]) => `wrk.headers["${name}"] = ${JSON.stringify(value)}`);
  return `${lines.join('\n')}
local paths = {${list}}
local formatted = {}
init = function(args)
  math.randomseed(os.time())
  for i, path in ipairs(paths) do formatted[i] = wrk.format("GET", path) end
end
request = function() return formatted[math.random(#formatted)] end
done = function(summary, latency, requests)
  io.write(string.format("RESULT %d %d %d %d\\n", summary.requests, summary.duration,
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout, latency:percentile(99)))
end`;
}

/** One run of load; `pid` is the server whose CPU is counted. */
export function run({ url, paths, headers = {}, pid, seconds = 5, connections = 32 }) {
  const file = join(tmpdir(), `foyer-bench-${process.pid}.lua`);
  writeFileSync(file, script(paths, headers));
  const before = cpuSeconds(pid);
  const parameters = ['-c', loadCore, 'wrk', '-t1', `-c${connections}`, `-d${seconds}s`, '-s', file, url];
  const output = execFileSync('taskset', parameters, { encoding: 'utf8' });
  const [, requests, microseconds, errors, p99] = output.match(/RESULT (\d+) (\d+) (\d+) (\d+)/).map(Number);
  if (errors > 0) throw new Error(`${errors} requests failed:\n${output}`);
  return {
    requestsPerSecond: requests / (microseconds / 1e6),
    cpuMicroseconds: ((cpuSeconds(pid) - before) * 1e6) / requests,
    p99Milliseconds: p99 / 1000,
  };
}

export function median(values) {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)];
}

/** The median of each figure. */
export function medians(runs) {
  return Object.fromEntries(Object.keys(runs[0]).map((name) => [name, median(runs.map((one) => one[name]))]));
}
