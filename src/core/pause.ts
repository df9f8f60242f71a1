import { setTimeout as delay } from 'node:timers/promises';

/** Resolves after the time, which keeps no process alive; false as soon as it is aborted before. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  return delay(milliseconds, true, { signal, ref: false }).catch(() => false);
}
