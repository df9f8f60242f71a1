import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { copyOut, type CopyOptions } from '../../src/db/copy-out.js';
import { createPool } from '../../src/db/pool.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  // One connection, and a patience of its own that a copy does not have.
  pool = createPool(database.url, { size: 1, statementTimeoutMs: 300 });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const options = (changes: Partial<CopyOptions> = {}): CopyOptions => ({
  before: () => Promise.resolve(),
  change: (chunk) => chunk,
  patienceMs: 60_000,
  ...changes,
});

async function running(): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`,
  );
  return rows[0]!.count;
}

async function until(claim: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 5000; !(await claim()) && Date.now() < deadline;) await delay(20);
  expect(await claim()).toBe(true);
}

afterEach(() => until(async () => (await running()) === 0));

const numbers = 'COPY (SELECT generate_series(1, 3)) TO STDOUT';
const forever = 'COPY (SELECT generate_series(1, 1000000000)) TO STDOUT';
const silent = 'COPY (SELECT pg_sleep(600)) TO STDOUT';

describe('a copy', () => {
  it('comes whole, changed piece by piece', async () => {
    const change = (chunk: Buffer) => Buffer.from(chunk.toString().replaceAll('\n', '!'));
    expect((await buffer(copyOut(pool, numbers, options({ change })))).toString()).toBe('1!2!3!');
  });

  it('takes no connection of the pool, and may take longer than others', async () => {
    const slow = copyOut(pool, 'COPY (SELECT pg_sleep(0.6)) TO STDOUT', options());
    const whole = buffer(slow);
    await delay(100);
    await pool.query('SELECT 1');
    expect((await whole).toString()).toBe('\n');
  });

  it('does nothing before it is read, nor after it was ended', async () => {
    let begun = 0;
    const before = async () => void (begun += 1);
    const copy = copyOut(pool, numbers, options({ before }));
    await delay(50);
    copy.destroy();
    await delay(50);
    expect([begun, await running()]).toEqual([0, 0]);
  });

  it('does not begin where what comes before it fails', async () => {
    const before = () => Promise.reject(new Error('no audit row, no export'));
    await expect(buffer(copyOut(pool, forever, options({ before })))).rejects.toThrow('no audit row');
  });

  it.each([
    ['SELECT nothing'],
    ['COPY (SELECT 1/0) TO STDOUT'],
    ['COPY (SELECT 1/(g-5) FROM generate_series(1, 9) g) TO STDOUT'],
  ])('fails as its statement does: %s', async (statement) => {
    await expect(buffer(copyOut(pool, statement, options()))).rejects.toThrow(/does not exist|by zero/);
  });

  it.each([
    ['that is being sent', forever],
    ['that has nothing to send', silent],
  ])('%s ends when it is not wanted any more', async (_, statement) => {
    const copy = copyOut(pool, statement, options());
    copy.on('error', () => undefined).resume();
    await until(async () => (await running()) === 1);
    await delay(50);
    copy.destroy();
  });

  it('ends when it takes too long, however slowly it is read', async () => {
    const copy = copyOut(pool, forever, options({ patienceMs: 300 }));
    const failure = new Promise((resolve) => copy.once('error', resolve));
    copy.read(1);
    expect(String(await failure)).toMatch(/longer than 300 ms|statement timeout/);
  });

  it('fails when the server goes away', async () => {
    const copy = copyOut(pool, silent, options());
    const whole = buffer(copy);
    whole.catch(() => undefined);
    await until(async () => (await running()) === 1);
    await pool.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    await expect(whole).rejects.toThrow(/terminat/);
  });
});
