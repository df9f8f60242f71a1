/** Imports in the one namespace: what others have is refused, and nobody slips in between planning and applying. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NamesStore } from '../../src/names/names.store.js';
import { scriptOf, skeleton } from '../../src/users/login.js';
import { until } from '../support/until.js';
import type { Job } from '../../src/jobs/index.js';
import { importFile, importRows, ndjson, lines } from '../support/imports.js';
import { startTestService, type TestService } from '../support/service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

const post = (path: string, body: object) => service.request().post(path).send(body);
const query = (text: string, values: unknown[] = []) => service.assembly.db.pool.query(text, values);

it('rule 1.3: refuses logins that an alias or a group call has, in whatever case', async () => {
  await post('/v1/users', { login: 'target' }).expect(201);
  await post('/v1/aliases', { alias: 'Helpdesk', callString: 'target' }).expect(201);
  const group = (await post('/v1/groups', { name: 'Sales' }).expect(201)).body.id as string;
  const pickup = { enabled: true, id: '001' };
  await service.request().put(`/v1/groups/${group}/call-pickup`).send(pickup).expect(200);
  const job = await importFile(service, 'login\nHELPDESK\n001\nnobody\n', { dryRun: true });
  expect(job.problems).toEqual([
    { row: 1, field: 'login', code: 'login-taken', detail: 'The name "HELPDESK" is taken.' },
    { row: 2, field: 'login', code: 'login-taken', detail: 'The name "001" is taken.' },
  ]);
});

describe('whoever comes between planning and applying', () => {
  /** Makes every import wait at its last step, does something meanwhile, and lets it go on. */
  async function between(file: string, query_: object, work: () => Promise<unknown>): Promise<Job> {
    const client = await service.assembly.db.pool.connect();
    try {
      await client.query('BEGIN');
      // Nobody else writes users while this lasts, whoever is planned for what.
      await client.query('LOCK TABLE audit_events IN SHARE ROW EXCLUSIVE MODE');
      const importing = importFile(service, file, query_, ndjson);
      await untilBlocked();
      await client.query('COMMIT');
      await work();
      return await importing;
    } finally {
      client.release();
    }
  }

  async function untilBlocked(): Promise<void> {
    for (;;) {
      const { rows } = await query(
        `SELECT FROM pg_locks WHERE NOT granted AND relation = 'audit_events'::regclass`,
      );
      if (rows.length > 0) return;
      await new Promise((later) => setTimeout(later, 10));
    }
  }

  it('is noticed: an import of all rows is planned anew', async () => {
    const logins = Array.from({ length: 50 }, (_, at) => `early-${at}`);
    const file = lines(...logins.map((login) => ({ login, company: 'Import' })));
    // The requests wait for the rows of the import, or it for theirs.
    const creating = Promise.all(logins.slice(0, 20).map((login) => post('/v1/users', { login })));
    const job = await between(file, {}, () => creating);
    expect(job).toMatchObject({ state: 'succeeded', result: { applied: 'all', rows: 50 } });
    const { rows } = await query(`SELECT count(*)::int AS count FROM users WHERE company = 'Import'`);
    expect(rows[0].count).toBe(50);
  });
});

describe('look-alikes in two scripts', () => {
  /** Somebody who has taken a login, as POST does it, and is about to commit. */
  async function takeSlowly(login: string, meanwhile: () => Promise<unknown>): Promise<void> {
    await service.assembly.db.transaction(async (tx) => {
      await tx.$executeRaw`
        INSERT INTO users (id, login, login_key, login_skeleton, login_script, display_name, search_text)
        VALUES (gen_random_uuid(), ${login}, ${login}, ${skeleton(login)}, ${scriptOf(login)}, 'X', 'x')`;
      await new NamesStore().lockSkeleton(tx, skeleton(login));
      await meanwhile();
    });
  }

  it.each(['all', 'rows'])(
    'rule 1.2: an import with mode=%s waits for who is about to commit one',
    async (mode) => {
      const [latin, cyrillic] = mode === 'all' ? ['coop', 'соор'] : ['pope', 'роре'];
      let importing: Promise<Job> | undefined;
      await takeSlowly(cyrillic, async () => {
        importing = importRows(service, [{ login: latin }], { mode });
        const waits = async () =>
          (await query(`SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`)).rows.length > 0;
        await until('the import waits', waits, 5000);
      });
      const job = await importing!;
      expect(job.problems).toMatchObject([{ row: 1, code: 'login-confusable' }]);
      expect(job.state).toBe(mode === 'all' ? 'failed' : 'succeeded');
    },
  );

  /** `ope…` and `оре…`, which share their digits. */
  const pairs = Array.from({ length: 150 }, (_, at) => [`ope${at}`, `оре${at}`] as const);

  it.each(['all', 'rows'])(
    'rule 1.2: never come in side by side, one by POST and one by mode=%s',
    async (mode) => {
      await query(`DELETE FROM users WHERE login LIKE 'ope%' OR login LIKE 'оре%'`);
      const importing = importRows(
        service,
        pairs.map(([latin]) => ({ login: latin })),
        { mode },
      );
      const agent = service.request();
      for (const [, cyrillic] of [...pairs].reverse())
        await agent.post('/v1/users').send({ login: cyrillic });
      const job = await importing;
      expect(['succeeded', 'failed']).toContain(job.state);
      const { rows } =
        await query(`SELECT login_skeleton FROM users WHERE login LIKE 'ope%' OR login LIKE 'оре%'
      GROUP BY 1 HAVING count(*) > 1`);
      expect(rows).toEqual([]);
    },
  );
});
