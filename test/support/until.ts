/** Waits for what another process does, which may take its time on a busy machine. */
import { setTimeout as delay } from 'node:timers/promises';

/** @throws Error that names what did not happen in time. A condition that rejects is one that does not hold yet. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  limitMs = 60_000,
): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (Date.now() < deadline) {
    if (
      await Promise.resolve()
        .then(condition)
        .catch(() => false)
    )
      return;
    await delay(20);
  }
  throw new Error(`It did not happen within ${limitMs / 1000} s: ${what}.`);
}
