/** What is kept of files, for how long, and by whom it may still be used. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Readable } from 'node:stream';
import { newId } from '../../src/core/ids.js';
import { createSecretBox } from '../../src/core/secret-box.js';
import { ApplyStore } from '../../src/imports/apply.store.js';
import { FileReader } from '../../src/imports/file-reader.js';
import { ImportPasswordsStore } from '../../src/imports/import-passwords.store.js';
import { PlanStore } from '../../src/imports/plan.store.js';
import { RowsStore } from '../../src/imports/rows.store.js';
import { StagingStore } from '../../src/imports/staging.store.js';
import { importKind, UsersImport } from '../../src/imports/users-import.js';
import { JobStopped, type RunningJob } from '../../src/jobs/index.js';
import { postImport } from '../support/imports.js';
import { occupy } from '../support/jobs.js';
import { serverName, startTestService, system, type TestService } from '../support/service.js';

const box = createSecretBox(Buffer.alloc(32, 7));
let service: TestService;
let staging: StagingStore;
let usersImport: UsersImport;

beforeAll(async () => {
  service = await startTestService();
  const { db, passwordHasher } = service.assembly;
  staging = new StagingStore(db);
  const stores = {
    staging,
    plan: new PlanStore(db),
    passwords: new ImportPasswordsStore(db),
    apply: new ApplyStore(serverName),
    rows: new RowsStore(db),
  };
  usersImport = new UsersImport(db, stores, passwordHasher, box);
});
afterAll(() => service.stop());

const query = (text: string, values: unknown[] = []) => service.assembly.db.pool.query(text, values);
const count = async (table: string) =>
  (await query(`SELECT count(*)::int AS count FROM ${table}`)).rows[0].count as number;

const anyPolicy = { current: async () => ({}) as never, check: async () => [] };
const anyLogin = { allowsMixedScripts: async () => true };
const read = (id: string, file: string, most?: number) => {
  const reader = new FileReader(staging, anyPolicy, anyLogin, box, most);
  return reader.read(id, 'csv', Readable.from([Buffer.from(file)]), { keepsPasswords: true });
};

describe('a file', () => {
  it('has no more rows than it may have', async () => {
    const file = (rows: number) => `login\n${'a\n'.repeat(rows)}`;
    expect(await read(newId(), file(1200), 1200)).toBe(1200);
    await expect(read(newId(), file(1201), 1200)).rejects.toThrow('The file has more than 1200 rows.');
    await query('DELETE FROM import_rows');
  });

  it('that never became a job is taken away once nobody can be reading it any more', async () => {
    const [old, recent] = [newId(), newId()];
    for (const id of [old, recent]) {
      await staging.begin(id, 'all', false);
      await read(id, 'login,password\nabandoned,a password that waits\n');
    }
    await query(`UPDATE imports SET created_at = now() - interval '3 hours' WHERE id = $1`, [old]);
    await usersImport.tidy();
    const { rows } = await query(
      'SELECT import_id AS id FROM import_rows JOIN import_passwords USING (import_id, row)',
    );
    expect(rows).toEqual([{ id: recent }]);
    await staging.forget(recent);
  });

  it('goes with its job, and takes its passwords along when that ends', async () => {
    const release = await occupy(service, importKind);
    const { body } = await postImport(service, 'login,password\nkept,a password that waits\n').expect(202);
    expect(await count('import_passwords')).toBe(1);
    await service.request().post(`/v1/jobs/${body.id}/cancel`).expect(202);
    await usersImport.tidy();
    expect(await count('import_passwords')).toBe(0);
    expect(await count('import_rows')).toBe(1);
    await usersImport.forget(body.id as string);
    expect(await count('import_rows')).toBe(0);
    expect(await count('imports')).toBe(0);
    await release();
  });
});

describe('an instance that has lost its job without noticing', () => {
  it.each(['all', 'rows'])('rule 2.8: changes nothing any more with mode=%s', async (mode) => {
    const release = await occupy(service, importKind);
    const { body } = await postImport(service, 'login\nstolen\n', { mode }).expect(202);
    const lost = async () => {
      throw new JobStopped('lost');
    };
    const job: RunningJob = {
      ...{ id: body.id as string, parameters: {}, actor: system, interruptions: 0 },
      checkpoint: () => undefined,
      progress: () => undefined,
      // While it plans it still has the job.
      hold: async (connection) => {
        const { rows } = await connection.query(`SELECT FROM users WHERE login = 'stolen'`);
        if (rows.length > 0) await lost();
      },
      end: lost,
    };
    await expect(usersImport.run(job)).rejects.toThrow('lost');
    expect((await query(`SELECT FROM users WHERE login = 'stolen'`)).rows).toEqual([]);
    await service.request().post(`/v1/jobs/${job.id}/cancel`).expect(202);
    await release();
  });
});
