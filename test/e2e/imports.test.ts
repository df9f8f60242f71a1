/** Rule 2.8: an import that is killed or cancelled at whatever instant resumes or leaves nothing, and says which. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Job } from '../../src/jobs/index.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { bootstrapKey, sharedDatabase, startFoyer, type FoyerProcess } from '../support/foyer-process.js';
import { createHttpClient, type HttpClient } from '../support/http-client.js';
import { putImportsUnderFire, type ImportsUnderFire } from '../support/interrupted-imports.js';
import { withClient } from '../support/postgres.js';
import { createChance } from '../support/random.js';
import { until } from '../support/until.js';

jest.setTimeout(180_000);

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

describe('an import at a random instant', () => {
  let fire: ImportsUnderFire;
  const chance = createChance(Date.now());
  beforeEach(async () => {
    fire = await putImportsUnderFire({
      databaseUrl: database.url,
      rows: 3000,
      chance,
      waitsForLeases: false,
    });
  });
  afterEach(() => fire.stop());

  it('killed: resumes, or was never there', async () => {
    for (const mode of ['all', 'rows', 'all', 'rows'] as const) {
      const outcome = await fire.interrupt({ mode, how: 'killed' });
      expect(outcome).toMatchObject({ contradictions: [] });
      expect(['succeeded', 'none']).toContain(outcome.state);
    }
  });

  it('cancelled: leaves nothing, or with mode=rows what it says', async () => {
    for (const mode of ['all', 'rows', 'all', 'rows'] as const) {
      const outcome = await fire.interrupt({ mode, how: 'cancelled' });
      expect(outcome).toMatchObject({ contradictions: [] });
      expect(['succeeded', 'cancelled']).toContain(outcome.state);
    }
  });
});

describe('of two instances', () => {
  let instances: FoyerProcess[];
  let clients: HttpClient[];
  beforeEach(async () => {
    const env = sharedDatabase(database.url);
    instances = [await startFoyer({ env }), await startFoyer({ env })];
    clients = instances.map(({ url }) => createHttpClient(url, bootstrapKey));
  });
  afterEach(async () => {
    clients.forEach((client) => client.close());
    await Promise.all(instances.map((foyer) => foyer.signal('SIGKILL')));
  });

  const post = async (client: HttpClient, rows: number): Promise<Job> => {
    const content = `login\n${Array.from({ length: rows }, (_, at) => `person-${at}\n`).join('')}`;
    const headers = { 'Content-Type': 'text/csv' };
    return (await client.ask('/v1/imports/users', { method: 'POST', content, headers })).json as Job;
  };
  const holderOf = (id: string) =>
    withClient(database.url, async (db) => {
      const { rows } = await db.query<{ holder: string }>(
        `SELECT lease_holder AS holder FROM jobs WHERE id = $1 AND state = 'running'`,
        [id],
      );
      return rows[0]?.holder ?? null;
    });
  const over = async (client: HttpClient, { id }: Job): Promise<Job> => {
    let job: Job | undefined;
    await until('the job is over', async () => {
      job = (await client.ask(`/v1/jobs/${id}`)).json as Job;
      return job.finishedAt !== null;
    });
    return job!;
  };

  /** Resolves with the first event; `text` with all, when the stream has ended. */
  async function follow(url: string, { id }: Job): Promise<{ text: Promise<string> }> {
    const headers = { Authorization: `Bearer ${bootstrapKey}` };
    const { body } = await fetch(`${url}/v1/jobs/${id}/events`, { headers });
    const reader = body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = (await reader.read()).value ?? '';
    const rest = async () => {
      for (let next = await reader.read(); !next.done; next = await reader.read()) text += next.value;
      return text;
    };
    return { text: rest() };
  }

  it('one does the job, and both show it', async () => {
    const job = await post(clients[0]!, 5000);
    const holders = new Set<string>();
    await until('the job is over', async () => {
      const holder = await holderOf(job.id);
      if (holder !== null) holders.add(holder);
      return ((await clients[1]!.ask(`/v1/jobs/${job.id}`)).json as Job).finishedAt !== null;
    });
    expect(holders.size).toBeLessThanOrEqual(1);
    expect(await over(clients[0]!, job)).toMatchObject({
      state: 'succeeded',
      interruptions: 0,
      result: { applied: 'all', create: 5000 },
    });
  });

  it('one that is stopped hands the job to the other, ends its streams, and is gone within 10 s', async () => {
    const job = await post(clients[0]!, 30_000);
    const following = await Promise.all(instances.map(({ url }) => follow(url, job)));
    await until('somebody does it', async () => (await holderOf(job.id)) !== null);
    const stopping = Date.now();
    // Whoever does it: the other one goes on, and then that one is stopped as well, should it have been the first.
    expect(await instances[0]!.signal('SIGTERM')).toBe(0);
    expect(Date.now() - stopping).toBeLessThan(10_000);
    expect(await following[0]!.text).toMatch(/^event: job\ndata: /);
    const done = await over(clients[1]!, job);
    expect(done).toMatchObject({ state: 'succeeded', result: { create: 30_000 } });
    expect(await following[1]!.text).toContain('"state":"succeeded"');
  });
});
