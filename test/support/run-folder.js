import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Stops the run's PostgreSQL at once, for nothing of it will be read again, and removes its files. */
export function removeRunFolder(folder) {
  const pidFile = join(folder, 'postgres/cluster/postmaster.pid');
  if (existsSync(pidFile)) stop(Number.parseInt(readFileSync(pidFile, 'utf8'), 10));
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
}

function stop(pid) {
  try {
    process.kill(pid, 'SIGQUIT');
  } catch {
    // It has ended already.
  }
}
