/** What the operating system says about processes that are not our children. */
import { readFileSync } from 'node:fs';

/** Whether the process still does something: not when it is dead and only nobody has collected its remains. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  const [state] = (readProc(pid, 'stat') ?? '').split(') ').slice(-1);
  return state === undefined || !state.startsWith('Z');
}

/** Whether a PostgreSQL runs under this number: a dead server's number may belong to somebody else by now. */
export function isPostgres(pid: number): boolean {
  return isAlive(pid) && (readProc(pid, 'cmdline')?.includes('postgres') ?? true);
}

/** Undefined where the system does not tell: there is no /proc, or it is closed to us. */
function readProc(pid: number, file: 'stat' | 'cmdline'): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return undefined;
  }
}
