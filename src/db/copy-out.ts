/** Reads what is too much to hold: a COPY, over a connection of its own, no faster than it is taken. */
import { Readable } from 'node:stream';
import pg from 'pg';
import { to as copyTo, type CopyToStreamQuery } from 'pg-copy-streams';

export interface CopyOptions {
  /** Awaited before anything is read; where it fails, nothing is. */
  before: () => Promise<void>;
  /** Changes what comes, piece by piece. */
  change: (chunk: Buffer) => Buffer;
  /** How long it may take altogether, in ms, however slowly it is taken. */
  patienceMs: number;
}

/**
 * What the statement copies out. Nothing happens before the first byte is asked for; to destroy the stream ends the
 * statement. The pool lends its settings and none of its connections: what takes minutes must not keep others waiting.
 */
export function copyOut(pool: pg.Pool, statement: string, options: CopyOptions): Readable {
  const client = new pg.Client({ ...pool.options, statement_timeout: options.patienceMs, query_timeout: 0 });
  let copy: CopyToStreamQuery | undefined;
  let hasBegun = false;
  const source = new Readable({
    read() {
      copy?.resume();
      if (hasBegun) return;
      hasBegun = true;
      begin().catch((error: unknown) => source.destroy(error as Error));
    },
    destroy(error, done) {
      clearTimeout(timer);
      // While a statement is under way this cuts the connection, which is what ends the statement.
      if (hasBegun) client.end().catch(() => undefined);
      done(error);
    },
  });
  const timer = setTimeout(() => {
    source.destroy(new Error(`An export took longer than ${options.patienceMs} ms.`));
  }, options.patienceMs);

  const isOver = () => source.destroyed;
  async function begin(): Promise<void> {
    await options.before();
    if (isOver()) return;
    // A connection that breaks says so here; nobody listening would end the process.
    client.on('error', (error) => source.destroy(error));
    await client.connect();
    await noticeDeparture(client);
    if (isOver()) {
      await client.end();
      return;
    }
    copy = client.query(copyTo(statement));
    copy.on('data', (chunk: Buffer) => {
      if (!source.push(options.change(chunk))) copy!.pause();
    });
    copy.once('end', () => source.push(null));
    copy.on('error', (error) => source.destroy(error));
  }

  return source;
}

/** Where the server can, it looks whether we are still there while it has nothing to send, and ends if we are not. */
async function noticeDeparture(client: pg.Client): Promise<void> {
  await client.query(`SET client_connection_check_interval = '1s'`).catch(() => undefined);
}
