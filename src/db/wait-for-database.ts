/** Waits at the start for a database that is still on its way: containers start in any order. */
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { StartRefused } from '../core/start-refused.js';
import { isUnavailable } from './failures.js';

export interface WaitOptions {
  url: string;
  log: (message: string) => void;
  /** How long to wait, in ms. */
  patienceMs?: number;
}

const pauseMs = 500;

/**
 * Returns once the database answers; each new reason why it does not is logged.
 * @throws StartRefused when it has not answered in time, and at once when it refuses us: waiting does not help then.
 */
export async function waitForDatabase({ url, log, patienceMs = 60_000 }: WaitOptions): Promise<void> {
  const deadline = Date.now() + patienceMs;
  let lastReason: string | null = null;
  for (;;) {
    const reason = await whyNoAnswer(url);
    if (reason === null) return;
    if (Date.now() >= deadline) {
      const waited = `did not answer within ${patienceMs / 1000} s`;
      throw new StartRefused(`The database at ${placeOf(url)} ${waited}: ${reason}. Check DATABASE_URL.`);
    }
    if (reason !== lastReason) log(`Waiting for the database at ${placeOf(url)}: ${reason}`);
    lastReason = reason;
    await delay(pauseMs);
  }
}

async function whyNoAnswer(url: string): Promise<string | null> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000, query_timeout: 5000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return null;
  } catch (error) {
    const reason = reasonOf(error as NodeJS.ErrnoException);
    if (isUnavailable(error)) return reason;
    throw new StartRefused(`The database at ${placeOf(url)} refuses us: ${reason}. Check DATABASE_URL.`, {
      cause: error,
    });
  } finally {
    void client.end().catch(() => undefined);
  }
}

/** Where a name has several addresses and none can be reached, Node's message is empty. */
function reasonOf({ message, code }: NodeJS.ErrnoException): string {
  return message === '' ? (code ?? 'no connection') : message;
}

/** Without the password that the URL may hold. */
function placeOf(url: string): string {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}:${port === '' ? '5432' : port}${pathname}`;
}
