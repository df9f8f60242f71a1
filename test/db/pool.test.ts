import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { createPool } from '../../src/db/pool.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool(database.url, { size: 3 });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

describe('a connection of the pool', () => {
  it('has its statements planned and run, and not compiled', async () => {
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => pool.query<{ jit: string }>('SHOW jit')));
    expect(answers.map(({ rows }) => rows[0]!.jit)).toEqual(answers.map(() => 'off'));
  });
});
