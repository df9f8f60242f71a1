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

const report = `
done = function(summary, latency, requests)
  io.write(string.format("RESULT %d %d %d %d\\n", summary.requests, summary.duration,
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout, latency:percentile(99)))
end`;

function headerLines(headers) {
  return Object.entries(headers)
    .map(([name, value]) => `wrk.headers["${name}"] = ${JSON.stringify(value)}`)
    .join('\n');
}

/** Paths in random order, each with the same headers. */
function getScript(paths, headers) {
  const list = paths.map((path) => JSON.stringify(path)).join(',');
  return `${headerLines(headers)}
local paths = {${list}}
local formatted = {}
init = function(args)
  math.randomseed(os.time())
  for i, path in ipairs(paths) do formatted[i] = wrk.format("GET", path) end
end
request = function() return formatted[math.random(#formatted)] end${report}`;
}

/** One path and body, again and again. */
function postScript(path, headers, body) {
  return `${headerLines(headers)}
wrk.method = "POST"
wrk.path = "${path}"
wrk.body = [[${body}]]${report}`;
}

/** One run of load; `pid` is the server whose CPU is counted. */
function drive(script, { url, pid, seconds = 5, connections }) {
  const file = join(tmpdir(), `foyer-bench-${process.pid}.lua`);
  writeFileSync(file, script);
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

export function run({ paths, headers = {}, connections = 32, ...rest }) {
  return drive(getScript(paths, headers), { connections, ...rest });
}

export function runPost({ path, headers, body, connections = 4, ...rest }) {
  return drive(postScript(path, headers, body), { connections, ...rest });
}

export function median(values) {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)];
}

/** The median of each figure. */
export function medians(runs) {
  return Object.fromEntries(Object.keys(runs[0]).map((name) => [name, median(runs.map((one) => one[name]))]));
}
