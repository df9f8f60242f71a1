/** The example that imports people, run by the shell against a running service. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { startRunningService, type RunningService } from './running-service.js';

const people = 2000;
let database: TestDatabase;
let service: RunningService;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'foyer-import-'));
  database = await createTestDatabase();
  service = await startRunningService({
    DATABASE_URL: database.url,
    FOYER_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
  });
}, 120_000);
afterAll(async () => {
  await service?.stop();
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
}, 30_000);

const run = (...parameters: string[]) => service.run('examples/import.sh', parameters);

test('rule 2.8: imports everybody, and says how far it is', async () => {
  const { code, out, error } = await run(String(people));
  expect([code, error]).toEqual([0, '']);
  expect(out).toMatch(/^sending \d+ kB\n(?:waiting\n)?(?:starting\n)?(?:checking\n)?applying\n/);
  expect(out).toContain(`${people} created, 0 updated, 0 unchanged, 0 refused. All rows are applied.\n`);
  const headers = { Authorization: `Bearer ${service.key}` };
  const response = await fetch(`${service.url}/v1/users/person${people}`, { headers });
  expect(await response.json()).toMatchObject({
    company: 'Corp',
    active: false,
    phones: { work: [`+49 30 ${people}`, `+49 40 ${people}`] },
  });
}, 120_000);

test('rule 2.8: finds everybody unchanged when it is run again', async () => {
  const { code, out } = await run(String(people));
  expect(code).toBe(0);
  expect(out).toContain(`0 created, 0 updated, ${people} unchanged, 0 refused.`);
}, 120_000);

test('says what is wrong with a file of one’s own, and that nothing was imported', async () => {
  const file = join(folder, 'people.csv');
  writeFileSync(file, 'login,email\nnew,new@corp.example\nnot a login,x\n');
  const { code, out, error } = await run(file);
  expect(code).toBe(1);
  expect(out).toContain('1 to create, 0 to update, 0 unchanged, 1 refused. Nothing was applied');
  expect(out).toContain('row 2: login: A login has');
  expect(error).toContain('the import did not succeed');
  writeFileSync(file, 'login,nickname\n');
  expect(await run(file)).toMatchObject({
    code: 1,
    error: expect.stringContaining('These are not columns of an import: "nickname".'),
  });
  expect(await run(join(folder, 'nowhere.csv'))).toMatchObject({
    code: 1,
    error: expect.stringContaining('there is no file'),
  });
}, 120_000);

test('draws a bar in a terminal', () => {
  const program = process.platform === 'linux' ? 'script' : null;
  if (program === null) return;
  const env = { ...process.env, FOYER_URL: service.url, FOYER_KEY: service.key };
  const out = execFileSync(program, ['-qec', `sh examples/import.sh ${people}`, '/dev/null'], {
    env,
    encoding: 'utf8',
  });
  expect(out).toMatch(/\rapplying {2}\[#{40}\] +2000 of 2000/);
}, 120_000);
