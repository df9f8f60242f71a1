/** What the operating system says about processes that are not our children. */
import { readFile } from 'node:fs/promises';

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Whether a PostgreSQL runs under this number. A dead server's number may belong to somebody else by now, or to
 * its own remains that nobody has collected (their command line is empty).
 */
export async function isPostgres(pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (process.platform !== 'linux') return true;
  return readFile(`/proc/${pid}/cmdline`, 'utf8').then(
    (command) => command.includes('postgres'),
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT' && error.code !== 'ESRCH',
  );
}
