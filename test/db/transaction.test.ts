import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import type { PrismaClient } from '../../generated/prisma/client.js';
import { createPool, createPrisma } from '../../src/db/pool.js';
import { inPrismaTransaction, inTransaction } from '../../src/db/transaction.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let pool: pg.Pool;
let prisma: PrismaClient;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool(database.url);
  prisma = createPrisma(pool);
  await pool.query('CREATE TABLE counters (id int PRIMARY KEY, value int NOT NULL CHECK (value >= 0))');
});
afterAll(async () => {
  await prisma.$disconnect();
  await pool.end();
  await database.drop();
});
beforeEach(async () => {
  await pool.query('DELETE FROM counters');
  await pool.query('INSERT INTO counters VALUES (1, 0), (2, 0)');
});

const valueOf = async (id: number) =>
  (await pool.query<{ value: number }>('SELECT value FROM counters WHERE id = $1', [id])).rows[0]?.value;

const twenty = Array.from({ length: 20 }, (_, index) => index);
const serializable = { isolation: 'serializable' } as const;

describe('conflicting transactions', () => {
  it('lands all of 20 increments that read before they write', async () => {
    const increment = () =>
      inTransaction(
        pool,
        async (client) => {
          const { rows } = await client.query<{ value: number }>('SELECT value FROM counters WHERE id = 1');
          await client.query('UPDATE counters SET value = $1 WHERE id = 1', [rows[0]!.value + 1]);
        },
        serializable,
      );
    await Promise.all(twenty.map(increment));
    expect(await valueOf(1)).toBe(20);
  });

  it('lands all of 20 increments through Prisma', async () => {
    const increment = () =>
      inPrismaTransaction(
        prisma,
        async (tx) => {
          const [row] = await tx.$queryRaw<{ value: number }[]>`SELECT value FROM counters WHERE id = 1`;
          await tx.$executeRaw`UPDATE counters SET value = ${row!.value + 1} WHERE id = 1`;
        },
        serializable,
      );
    await Promise.all(twenty.map(increment));
    expect(await valueOf(1)).toBe(20);
  });

  it('undoes a deadlock and repeats its victim', async () => {
    const add = (first: number, second: number) =>
      inTransaction(pool, async (client) => {
        await client.query('UPDATE counters SET value = value + 1 WHERE id = $1', [first]);
        await client.query('SELECT pg_sleep(0.1)');
        await client.query('UPDATE counters SET value = value + 1 WHERE id = $1', [second]);
      });
    await Promise.all([add(1, 2), add(2, 1)]);
    expect(await Promise.all([valueOf(1), valueOf(2)])).toEqual([2, 2]);
  });

  it('gives up after eight attempts', async () => {
    let attempts = 0;
    const work = async () => {
      attempts++;
      throw Object.assign(new Error('conflict'), { code: '40001' });
    };
    await expect(inTransaction(pool, work)).rejects.toMatchObject({ code: '40001' });
    expect(attempts).toBe(8);
  });
});

describe('a transaction that fails', () => {
  it('leaves nothing behind and gives its connection back', async () => {
    const work = async (client: pg.PoolClient) => {
      await client.query('UPDATE counters SET value = 7 WHERE id = 1');
      throw new Error('changed my mind');
    };
    await expect(inTransaction(pool, work)).rejects.toThrow('changed my mind');
    expect(await valueOf(1)).toBe(0);
    expect(pool.idleCount).toBe(pool.totalCount);
  });

  it('does not pass for a success when the work swallowed the error', async () => {
    const work = async (client: pg.PoolClient) => {
      await client.query('UPDATE counters SET value = -1 WHERE id = 1').catch(() => undefined);
    };
    await expect(inTransaction(pool, work)).rejects.toThrow('was rolled back');
  });

  it('drops a connection that broke under it', async () => {
    const work = async (client: pg.PoolClient) => {
      await client.query('SELECT pg_terminate_backend(pg_backend_pid())');
    };
    await expect(inTransaction(pool, work)).rejects.toThrow();
    expect((await pool.query('SELECT 1')).rowCount).toBe(1);
  });

  it('refuses to write when it is read-only', async () => {
    const work = (client: pg.PoolClient) => client.query('DELETE FROM counters');
    await expect(inTransaction(pool, work, { readOnly: true })).rejects.toMatchObject({ code: '25006' });
  });
});
