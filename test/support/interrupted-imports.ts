/**
 * Imports that something happens to at a random instant: the service is killed, or somebody cancels. Afterwards the rows
 * are counted: whatever the job says, it has to be so, with one row of the audit log for each change and none for others.
 */
import type pg from 'pg';
import { setTimeout as delay } from 'node:timers/promises';
import type { Job } from '../../src/jobs/index.js';
import { bootstrapKey, freePort, sharedDatabase, startFoyer, type FoyerProcess } from './foyer-process.js';
import { createHttpClient, type HttpClient } from './http-client.js';
import { withClient } from './postgres.js';
import type { Chance } from './random.js';
import { until } from './until.js';

export interface Interruption {
  mode: 'all' | 'rows';
  how: 'killed' | 'cancelled' | 'killed, then cancelled';
}

export interface InterruptedImport extends Interruption {
  /** What the job was doing; `reading` where there was no job yet. */
  phase: string;
  /** How the job ended; `none` where the file was never read. */
  state: string;
  /** Rows that have taken effect. */
  applied: number;
  resumed: boolean;
  /** What is not as the job says it is. */
  contradictions: string[];
}

export interface ImportsUnderFire {
  interrupt(interruption: Interruption): Promise<InterruptedImport>;
  stop(): Promise<void>;
}

interface Setting {
  databaseUrl: string;
  rows: number;
  chance: Chance;
  /** Whether a lease that was left behind is waited for, or taken as run out. */
  waitsForLeases?: boolean;
}

/** A third is there already, and one in a hundred cannot be taken by `mode=rows`. */
const isRefused = (row: number, { mode }: Interruption) => mode === 'rows' && row % 100 === 50;

export async function putImportsUnderFire(setting: Setting): Promise<ImportsUnderFire> {
  const { databaseUrl, rows, chance, waitsForLeases = false } = setting;
  const env = { ...sharedDatabase(databaseUrl), PORT: String(await freePort()) };
  const under = <Result>(work: (client: pg.Client) => Promise<Result>) => withClient(databaseUrl, work);
  let foyer: FoyerProcess = await startFoyer({ env });
  let client: HttpClient = createHttpClient(foyer.url, bootstrapKey);
  let count = 0;
  /** How long an import takes, in ms; learnt from the first, which nothing happens to. */
  let usualMs = 0;

  const revive = async () => {
    await foyer.signal('SIGKILL');
    foyer = await startFoyer({ env });
    client.close();
    client = createHttpClient(foyer.url, bootstrapKey);
    if (waitsForLeases) return;
    await under((db) => db.query(`UPDATE jobs SET lease_until = now() WHERE state = 'running'`));
  };
  const jobs = async (): Promise<Job[]> => (await client.ask('/v1/jobs?limit=1')).json.items;
  const send = (tag: string, interruption: Interruption) => {
    const headers = { 'Content-Type': 'application/x-ndjson', 'X-Request-Id': tag };
    const path = `/v1/imports/users?mode=${interruption.mode}`;
    return client.ask(path, { method: 'POST', content: fileOf(tag, interruption), headers });
  };

  function fileOf(tag: string, interruption: Interruption): string {
    const lines = Array.from({ length: rows }, (_, at) => {
      const row = at + 1;
      if (isRefused(row, interruption)) return { login: 'no login' };
      const login = row % 3 === 0 ? `known-${row}` : `${tag}-${row}`;
      return { login, company: tag, ...(row % 500 === 1 ? { password: `correct horse ${tag}` } : {}) };
    });
    return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  }

  async function over(job: Job): Promise<Job> {
    let now = job;
    await until(
      'the job is over',
      async () => (now = (await client.ask(`/v1/jobs/${job.id}`)).json as Job).finishedAt !== null,
      120_000,
    );
    return now;
  }

  /** What is there of the import, by its mark. */
  async function stored(tag: string) {
    return under(async (db) => {
      const users = await db.query<{ login: string }>('SELECT login FROM users WHERE company = $1', [tag]);
      const audited = await db.query<{ name: string; count: string }>(
        `SELECT target_name AS name, count(*) FROM audit_events
         WHERE request_id = $1 AND action IN ('user.created', 'user.changed') GROUP BY 1`,
        [tag],
      );
      const hashes = await db.query(
        'SELECT FROM passwords JOIN users ON users.id = user_id WHERE company = $1 AND login LIKE $2',
        [tag, `${tag}-%`],
      );
      return { users: users.rows, audited: audited.rows, hashes: hashes.rowCount ?? 0 };
    });
  }

  async function judge(tag: string, interruption: Interruption, job: Job | null): Promise<string[]> {
    const { users, audited, hashes } = await stored(tag);
    const found: string[] = [];
    const good = Array.from({ length: rows }, (_, at) => at + 1).filter(
      (row) => !isRefused(row, interruption),
    );
    const through = appliedThrough(job, rows);
    const expected = good.filter((row) => row <= through);
    if (users.length !== expected.length)
      found.push(`${users.length} rows took effect, not ${expected.length}: ${job?.detail}`);
    if (audited.length !== users.length || audited.some(({ count: times }) => times !== '1'))
      found.push('the audit log does not have one row for each');
    const passwords = expected.filter((row) => row % 500 === 1 && row % 3 !== 0).length;
    if (hashes !== passwords) found.push(`${hashes} passwords, not ${passwords}`);
    return found;
  }

  async function interrupt(interruption: Interruption): Promise<InterruptedImport> {
    const tag = `import-${(count += 1)}`;
    const sent = send(tag, interruption).catch(() => null);
    await delay(chance.below(usualMs));
    if (interruption.how.startsWith('killed')) await revive();
    return finish(tag, interruption, await sent);
  }

  async function finish(
    tag: string,
    interruption: Interruption,
    answer: Awaited<ReturnType<typeof send>> | null,
  ): Promise<InterruptedImport> {
    const known = await jobOf(tag, answer);
    const phase = known?.phase ?? 'reading';
    if (known !== null && interruption.how.endsWith('cancelled')) {
      await client.ask(`/v1/jobs/${known.id}/cancel`, { method: 'POST' });
    }
    const job = known === null ? null : await over(known);
    const contradictions = await judge(tag, interruption, job);
    const applied = (await stored(tag)).users.length;
    const resumed = (job?.interruptions ?? 0) > 0;
    return { ...interruption, phase, state: job?.state ?? 'none', applied, resumed, contradictions };
  }

  /** The job that the file has become, if it has become one: a client that was cut off was not told. */
  async function jobOf(tag: string, answer: { status: number; json: Job } | null): Promise<Job | null> {
    if (answer !== null && answer.status === 202)
      return (await client.ask(`/v1/jobs/${answer.json.id}`)).json;
    const { rows: found } = await under((db) =>
      db.query<{ id: string }>('SELECT id FROM jobs WHERE request_id = $1', [tag]),
    );
    return found[0] === undefined ? null : ((await client.ask(`/v1/jobs/${found[0].id}`)).json as Job);
  }

  const first = `${Array.from({ length: rows / 3 }, (_, at) => JSON.stringify({ login: `known-${(at + 1) * 3}` })).join('\n')}\n`;
  await client.ask('/v1/imports/users', {
    method: 'POST',
    content: first,
    headers: { 'Content-Type': 'application/x-ndjson' },
  });
  await over((await jobs())[0]!);
  const started = Date.now();
  const clean = await finish(
    'import-0',
    { mode: 'all', how: 'killed' },
    await send('import-0', { mode: 'all', how: 'killed' }),
  );
  if (clean.contradictions.length > 0) throw new Error(clean.contradictions.join('\n'));
  usualMs = Date.now() - started;

  const stop = async () => {
    client.close();
    await foyer.signal('SIGKILL');
  };
  return { interrupt, stop };
}

/** Up to which row the job says that it is done. */
function appliedThrough(job: Job | null, rows: number): number {
  if (job === null) return 0;
  if (job.state === 'succeeded') return rows;
  return Number(/^Cancelled\. Rows 1 to (\d+) /.exec(job.detail ?? '')?.[1] ?? 0);
}
