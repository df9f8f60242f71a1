/** Against errors as the database makes them, through pg and through Prisma. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import type pg from 'pg';
import type { PrismaClient } from '../../generated/prisma/client.js';
import {
  checkViolation,
  foreignKeyViolation,
  isSerializationFailure,
  isUnavailable,
  uniqueViolation,
} from '../../src/db/failures.js';
import { createPool, createPrisma } from '../../src/db/pool.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let pool: pg.Pool;
let prisma: PrismaClient;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool(database.url, { statementTimeoutMs: 500 });
  prisma = createPrisma(pool);
  await pool.query(`CREATE TABLE things (
    id int CONSTRAINT things_key PRIMARY KEY,
    size int CONSTRAINT things_size CHECK (size > 0),
    parent int CONSTRAINT things_parent REFERENCES things)`);
  await pool.query('INSERT INTO things VALUES (1, 1, NULL)');
});
afterAll(async () => {
  await prisma.$disconnect();
  await pool.end();
  await database.drop();
});

const errorOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );
const throughPg = (sql: string) => errorOf(pool.query(sql));
const throughPrisma = (sql: string) => errorOf(prisma.$executeRawUnsafe(sql));

describe.each([
  ['pg', throughPg],
  ['Prisma, raw', throughPrisma],
])('a refused row through %s', (_, run) => {
  it('names the unique constraint', async () => {
    const error = await run('INSERT INTO things VALUES (1, 1, NULL)');
    expect(uniqueViolation(error)).toBe('things_key');
    expect([checkViolation(error), isUnavailable(error), isSerializationFailure(error)]).toEqual([
      null,
      false,
      false,
    ]);
  });

  it('names the check constraint', async () => {
    const error = await run('INSERT INTO things VALUES (2, -1, NULL)');
    expect(checkViolation(error)).toBe('things_size');
    expect(uniqueViolation(error)).toBeNull();
  });

  it('names the foreign key', async () => {
    expect(foreignKeyViolation(await run('INSERT INTO things VALUES (3, 1, 99)'))).toBe('things_parent');
  });

  it('calls a statement that takes too long unavailability', async () => {
    expect(isUnavailable(await run('SELECT pg_sleep(5)'))).toBe(true);
  });

  it('calls an ended session unavailability', async () => {
    expect(isUnavailable(await run('SELECT pg_terminate_backend(pg_backend_pid())'))).toBe(true);
  });

  it('calls a syntax error neither', async () => {
    const error = await run('SELEKT 1');
    expect([isUnavailable(error), isSerializationFailure(error), uniqueViolation(error)]).toEqual([
      false,
      false,
      null,
    ]);
  });
});

it('names the unique index that refused a row of a model', async () => {
  const group = () => ({ id: randomUUID(), name: 'Sales', nameKey: 'sales', rights: [] });
  await prisma.group.create({ data: group() });
  expect(uniqueViolation(await errorOf(prisma.group.create({ data: group() })))).toBe('groups_name_key_key');
});

describe('conflicts', () => {
  it('are seen in what pg and Prisma throw', async () => {
    const [one, two] = [await pool.connect(), await pool.connect()];
    try {
      await one.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
      await one.query('SELECT * FROM things');
      await two.query('UPDATE things SET size = size + 1 WHERE id = 1');
      expect(
        isSerializationFailure(await errorOf(one.query('UPDATE things SET size = 9 WHERE id = 1'))),
      ).toBe(true);
      await one.query('ROLLBACK');
      const error = await errorOf(
        prisma.$transaction(
          async (tx) => {
            await tx.$queryRaw`SELECT * FROM things`;
            await two.query('UPDATE things SET size = size + 1 WHERE id = 1');
            await tx.$executeRaw`UPDATE things SET size = 9 WHERE id = 1`;
          },
          { isolationLevel: 'RepeatableRead' },
        ),
      );
      expect(isSerializationFailure(error)).toBe(true);
    } finally {
      one.release();
      two.release();
    }
  });
});

describe('a database that is away', () => {
  async function failures(url: string, options: Parameters<typeof createPool>[1] = {}) {
    const away = createPool(url, options);
    const client = createPrisma(away);
    const started = Date.now();
    const errors = [
      await errorOf(away.query('SELECT 1')),
      await errorOf(client.group.findMany()),
      await errorOf(client.$queryRaw`SELECT 1`),
      await errorOf(client.$transaction((tx) => tx.group.findMany())),
    ];
    const tookMs = Date.now() - started;
    await away.end();
    return { errors, tookMs };
  }

  it('is known at once when nothing listens', async () => {
    const { errors, tookMs } = await failures('postgresql://x:x@127.0.0.1:1/x');
    expect(errors.map(isUnavailable)).toEqual([true, true, true, true]);
    expect(tookMs).toBeLessThan(1000);
  });

  it('is known after the connection timeout when somebody listens and says nothing', async () => {
    const mute = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(mute, 'listening');
    const { port } = mute.address() as AddressInfo;
    const { errors, tookMs } = await failures(`postgresql://x:x@127.0.0.1:${port}/x`, {
      connectTimeoutMs: 200,
    });
    mute.close();
    expect(errors.map(isUnavailable)).toEqual([true, true, true, true]);
    expect(tookMs).toBeLessThan(2000);
  });

  it('is what a caller meets whose pool is exhausted', async () => {
    const small = createPool(database.url, { size: 1, connectTimeoutMs: 100 });
    const only = await small.connect();
    expect(isUnavailable(await errorOf(small.query('SELECT 1')))).toBe(true);
    only.release();
    await small.end();
  });
});
