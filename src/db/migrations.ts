/**
 * Applies prisma/migrations when the service starts, and writes them down as Prisma's command line does: same table,
 * same checksums, same lock. `prisma migrate status` and `deploy` agree with what happened here.
 */
import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { StartRefused } from '../core/start-refused.js';

export interface MigrationOptions {
  /** A direct connection: the lock belongs to a session, which a pooler in transaction mode takes away. */
  url: string;
  /** The folder prisma/migrations. */
  folder: string;
  log: (message: string) => void;
}

interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

interface AppliedMigration {
  readonly name: string;
  readonly checksum: string;
  readonly isFinished: boolean;
}

/** The database and this release do not fit together; the message says what to do. Nothing was changed. */
export class MigrationRefused extends StartRefused {
  override readonly name = 'MigrationRefused';
}

/** The number that Prisma Migrate locks, so that it and we exclude each other. */
const lock = 72707369;

const history = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum VARCHAR(64) NOT NULL,
  finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL,
  logs TEXT,
  rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`;

/**
 * Brings the database to this release; instances that start at once wait for each other, and one does the work.
 * @returns the names of the migrations applied now.
 * @throws MigrationRefused when the history in the database contradicts the folder.
 * @throws Error naming the migration that failed; it left nothing behind, and those before it stay.
 */
export async function applyMigrations({ url, folder, log }: MigrationOptions): Promise<string[]> {
  const migrations = await readMigrations(folder);
  const client = new pg.Client({
    connectionString: url,
    application_name: 'foyer',
    connectionTimeoutMillis: 5000,
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [lock]);
    await client.query(history);
    const pending = pendingOf(migrations, await readHistory(client));
    for (const migration of pending) await apply(client, migration, log);
    return pending.map(({ name }) => name);
  } finally {
    // The end of the session gives the lock back.
    await client.end();
  }
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(join(folder, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

async function readHistory(client: pg.Client): Promise<AppliedMigration[]> {
  const { rows } = await client.query<AppliedMigration>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS "isFinished"
       FROM _prisma_migrations WHERE rolled_back_at IS NULL`,
  );
  return rows;
}

/** @throws MigrationRefused when what was applied is not what stands in the folder. */
function pendingOf(migrations: Migration[], applied: AppliedMigration[]): Migration[] {
  const migrationsByName = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const { name, checksum, isFinished } of applied)
    refuseMismatch(name, checksum, isFinished, migrationsByName);
  const appliedNames = new Set(applied.map(({ name }) => name));
  return migrations.filter(({ name }) => !appliedNames.has(name));
}

function refuseMismatch(
  name: string,
  checksum: string,
  isFinished: boolean,
  migrationsByName: ReadonlyMap<string, Migration>,
): void {
  const migration = migrationsByName.get(name);
  if (!isFinished) {
    throw new MigrationRefused(
      `The migration ${name} failed half-way under Prisma's command line; _prisma_migrations.logs says why. Mend it, ` +
        `then mark it with: npx prisma migrate resolve --rolled-back ${name}`,
    );
  }
  if (migration === undefined) {
    throw new MigrationRefused(
      `The database has seen the migration ${name}, which this release does not know: it is older than the database. ` +
        'Start the newer release, or restore a backup from before the upgrade.',
    );
  }
  if (migration.checksum !== checksum) {
    throw new MigrationRefused(
      `The migration ${name} was edited after it was applied. Put its migration.sql back as it was; ` +
        'changes belong in a new migration.',
    );
  }
}

/** The migration and its entry in one transaction: a service killed on the way has changed nothing and may try again. */
async function apply(client: pg.Client, migration: Migration, log: (message: string) => void): Promise<void> {
  const { name, sql, checksum } = migration;
  await client.query('BEGIN');
  try {
    await client.query(sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, clock_timestamp(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query('COMMIT');
  } catch (cause) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw new Error(`The migration ${name} failed and was rolled back: ${(cause as Error).message}`, {
      cause,
    });
  }
  log(`Applied the migration ${name}.`);
}
