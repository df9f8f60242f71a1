import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { readRevocationEpoch } from '../../src/db/epochs.js';
import { createPool } from '../../src/db/pool.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let pool: pg.Pool;
let asked = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool(database.url);
  const query = pool.query.bind(pool);
  pool.query = ((...request: unknown[]) => {
    asked += 1;
    return (query as (...all: unknown[]) => unknown)(...request);
  }) as typeof pool.query;
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const renew = () => pool.query('UPDATE epochs SET revocation = gen_random_uuid()');

describe('the revocation epoch', () => {
  it('is read once for all who ask at the same time', async () => {
    asked = 0;
    const answers = await Promise.all(Array.from({ length: 100 }, () => readRevocationEpoch(pool)));
    expect(new Set(answers).size).toBe(1);
    expect(asked).toBe(1);
  });

  it('is never older than the question, also while another reading is under way', async () => {
    for (let round = 0; round < 20; round += 1) {
      const before = readRevocationEpoch(pool);
      await new Promise((resolve) => setImmediate(resolve));
      await renew();
      const after = await readRevocationEpoch(pool);
      await before;
      const { rows } = await pool.query<{ now: string }>('SELECT revocation::text AS now FROM epochs');
      expect(after).toBe(rows[0]!.now);
    }
  });

  it('fails for all who share the reading, and is read again afterwards', async () => {
    const away = createPool('postgres://nobody@127.0.0.1:1/none');
    const refused = [1, 2, 3].map(() => readRevocationEpoch(away));
    for (const one of refused) await expect(one).rejects.toThrow();
    await expect(readRevocationEpoch(away)).rejects.toThrow();
    await away.end();
  });
});
