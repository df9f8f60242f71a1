import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { applyMigrations, MigrationRefused } from '../../src/db/migrations.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { databaseUrl, testPostgres, withClient } from '../support/postgres.js';

// Prisma's command line takes its time on a busy machine.
jest.setTimeout(120_000);

let serverUrl: string;
let name: string;
let url: string;
let folder: string;

async function write(migration: string, sql: string): Promise<void> {
  await mkdir(join(folder, migration), { recursive: true });
  await writeFile(join(folder, migration, 'migration.sql'), sql);
}

const migrate = () => applyMigrations({ url, folder, log: () => undefined });

const first = '20260101000000_first';
const second = '20260102000000_second';

beforeAll(async () => {
  serverUrl = (await testPostgres()).url;
});
beforeEach(async () => {
  name = `migrations_${randomUUID().replaceAll('-', '')}`;
  url = databaseUrl(serverUrl, name);
  await withClient(serverUrl, (client) => client.query(`CREATE DATABASE ${name}`));
  folder = await mkdtemp(join(tmpdir(), 'foyer-migrations-'));
  // Fails when it runs twice; the semicolons in the body are not where it ends.
  await write(
    first,
    `CREATE TABLE a (x int);
     CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.05); RETURN 1; END $$;
     INSERT INTO a SELECT f();`,
  );
  await write(second, 'CREATE TABLE b (x int);');
});
afterEach(async () => {
  await withClient(serverUrl, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
  await rm(folder, { recursive: true });
});

it('applies each migration once, in order, though four instances start at once', async () => {
  const applied = await Promise.all([migrate(), migrate(), migrate(), migrate()]);
  expect(applied.flat()).toEqual([first, second]);
  expect(await migrate()).toEqual([]);
});

it('leaves nothing of a migration that fails, and tries it again at the next start', async () => {
  await write(second, 'CREATE TABLE b (x int); INSERT INTO nowhere VALUES (1);');
  await expect(migrate()).rejects.toThrow(`The migration ${second} failed and was rolled back`);
  await write(second, 'CREATE TABLE b (x int);');
  expect(await migrate()).toEqual([second]);
});

describe('refuses', () => {
  beforeEach(migrate);

  it('a migration that was edited after it was applied', async () => {
    await appendFile(join(folder, second, 'migration.sql'), '-- a word more\n');
    await expect(migrate()).rejects.toThrow(`The migration ${second} was edited`);
    await expect(migrate()).rejects.toBeInstanceOf(MigrationRefused);
  });

  it('a database that a newer release has migrated', async () => {
    await rm(join(folder, second), { recursive: true });
    await expect(migrate()).rejects.toThrow('older than the database');
  });

  it('a migration that failed half-way under the command line', async () => {
    await withClient(url, (client) =>
      client.query('UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name = $1', [second]),
    );
    await expect(migrate()).rejects.toThrow(`prisma migrate resolve --rolled-back ${second}`);
  });
});

describe("Prisma's command line", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  const prisma = async (...args: string[]): Promise<string> => {
    const program = resolve('node_modules/prisma/build/index.js');
    const env = { ...process.env, DATABASE_URL: database.url, NODE_OPTIONS: '' };
    const { stdout } = await promisify(execFile)(process.execPath, [program, ...args], { env });
    return stdout;
  };

  it('agrees with what the service has applied', async () => {
    expect(await prisma('migrate', 'status')).toContain('Database schema is up to date!');
    expect(await prisma('migrate', 'deploy')).toContain('No pending migrations to apply.');
  });
});

it('holds everything that the schema holds', async () => {
  const check = promisify(execFile)(process.execPath, ['scripts/check-migrations.mjs'], {
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  expect((await check).stdout).toContain('Schema and migrations agree.');
});
