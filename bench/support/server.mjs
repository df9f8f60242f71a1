/** Runs the built service, or a bare server, on one core; reads what it costs. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

export const serverCore = '0';
export const loadCore = '1';

/** Starts a program pinned to the server's core and waits until its URL answers. */
export async function startPinned(parameters, env, readyUrl, pollMs = 50) {
  const child = spawn('taskset', ['-c', serverCore, process.execPath, ...parameters], {
    env: { ...process.env, NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  for (let attempt = 0; attempt < 10_000 / pollMs; attempt += 1) {
    if (
      await fetch(readyUrl).then(
        (answer) => answer.ok,
        () => false,
      )
    )
      return child;
    await delay(pollMs);
  }
  child.kill('SIGKILL');
  throw new Error(`${readyUrl} does not answer`);
}

export async function stopPinned(child) {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}

/** CPU seconds that the process has used, all threads together. */
export function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Resident memory in MB. */
export function residentMb(pid) {
  const line = readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmRSS:\s+(\d+) kB/);
  return Number(line[1]) / 1024;
}
