/** The audit log is append-only in the database, whoever writes: nothing but what is past its retention can go. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
/** Owner of everything, and superuser too: nobody has more rights. */
let client: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

const add = (id: number, daysAgo: number, extra = '') =>
  client.query(
    `INSERT INTO audit_events (id, at, action, actor_kind, actor_name, target_kind, target_id, target_name, request_id)
     VALUES ($1, now() - make_interval(hours => 24 * $2::int), 'user.created', 'system', 'test', 'user', 'x', 'x', 'test')
     ${extra}`,
    [`00000000-0000-7000-8000-00000000000${id}`, daysAgo],
  );
const ids = async () => {
  const { rows } = await client.query<{ id: string }>('SELECT id FROM audit_events ORDER BY id');
  return rows.map(({ id }) => Number(id.at(-1)));
};
const keepFor = (days: number | null) =>
  client.query('UPDATE settings SET audit_retention_days = $1', [days]);
const refused = { code: '42501', message: expect.stringContaining('append-only') };

beforeEach(async () => {
  await client.query('BEGIN');
  await keepFor(60);
  await add(1, 61);
  await add(2, 59);
  await add(3, 0);
});
afterEach(() => client.query('ROLLBACK'));

describe.each(['origin', 'replica'])('rule 12.2: in a session whose replication role is %s', (role) => {
  beforeEach(async () => {
    await client.query(`SET LOCAL session_replication_role = ${role}`);
    await client.query('SAVEPOINT before');
  });
  const endOf = async (statement: Promise<unknown>) => {
    await expect(statement).rejects.toMatchObject(refused);
    await client.query('ROLLBACK TO before');
    expect(await ids()).toEqual([1, 2, 3]);
  };

  it.each([
    `UPDATE audit_events SET actor_name = 'somebody else'`,
    'UPDATE audit_events SET at = at WHERE FALSE',
    `UPDATE audit_events SET at = at - interval '10 years' WHERE action = 'user.created'`,
    'TRUNCATE audit_events',
    'TRUNCATE audit_events CASCADE',
    'DELETE FROM audit_events',
    `DELETE FROM audit_events WHERE at = (SELECT max(at) FROM audit_events)`,
    `WITH gone AS (DELETE FROM audit_events RETURNING id) SELECT count(*) FROM gone`,
    `MERGE INTO audit_events e USING (SELECT 1) s ON TRUE WHEN MATCHED THEN DELETE`,
  ])('refuses %s', async (statement) => {
    await endOf(client.query(statement));
  });

  it('refuses to write over a row that is there', async () => {
    await endOf(add(3, 0, 'ON CONFLICT (id) DO UPDATE SET actor_name = excluded.actor_name'));
  });
});

describe('rule 2.14: the deletion of what is past its retention', () => {
  const old = `DELETE FROM audit_events WHERE at < now() - interval '60 days'`;

  it('goes through', async () => {
    await client.query(old);
    expect(await ids()).toEqual([2, 3]);
  });

  it.each([[61], [null]])('is refused while the log is kept for %s days', async (days) => {
    await keepFor(days);
    await expect(client.query(`${old.replace('60', '59')}`)).rejects.toMatchObject(refused);
  });

  it('is refused where nothing says how long the log is kept', async () => {
    await client.query('DELETE FROM settings');
    await expect(client.query(old)).rejects.toMatchObject(refused);
  });

  it('is not to be had by a table of the same name', async () => {
    await client.query('CREATE TEMP TABLE settings AS SELECT 30 AS audit_retention_days');
    await expect(
      client.query(`DELETE FROM audit_events WHERE at < now() - interval '40 days'`),
    ).rejects.toMatchObject(refused);
  });

  it.each([29, 0, -1])(
    'can never be set to %s days, which would hide what was done of late',
    async (days) => {
      await expect(keepFor(days)).rejects.toMatchObject({ constraint: 'settings_audit_retention_check' });
    },
  );
});

it('adding 100,000 rows costs no check for each', async () => {
  const { rows } = await client.query(
    `SELECT tgname FROM pg_trigger
     WHERE tgrelid = 'audit_events'::regclass AND NOT tgisinternal AND (tgtype & 4 > 0 OR tgtype & 1 > 0)`,
  );
  expect(rows).toEqual([]);
});
