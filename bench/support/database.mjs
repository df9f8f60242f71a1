/** A database of a million users for the benchmarks: made once, kept in .cache, found again by the next run. */
import { execFileSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import pg from 'pg';
import { keptEncryptionKey } from '../../dist/src/config/index.js';
import { startEmbeddedPostgres } from '../../dist/src/db/embedded-postgres.js';
import { applyMigrations } from '../../dist/src/db/migrations.js';
import { loadCore } from './server.mjs';

export const users = Number(process.env.BENCH_USERS ?? 1_000_000);
export const groups = 1000;

/** Every user is in five of the groups; every tenth has personal rights. */
/** Foreign keys are not checked while seeding: the rows are ours. */
const seed = `
  SET session_replication_role = replica;
  INSERT INTO groups (id, name, name_key, rights)
  SELECT ('00000000-0000-7000-9000-' || lpad(to_hex(g), 12, '0'))::uuid, 'Group ' || g, 'group ' || g,
    (SELECT array_agg(r) FROM (SELECT unnest(rights) AS r FROM zones WHERE id = 'trusted') all_rights
     WHERE hashtext(r || g) % 3 = 0)
  FROM generate_series(1, ${groups}) g
  ON CONFLICT DO NOTHING;
  UPDATE groups SET rights = '{}' WHERE rights IS NULL;

  INSERT INTO users (id, login, login_key, login_skeleton, login_script, display_name, search_text, granted_rights)
  SELECT ('01900000-0000-7000-8000-' || lpad(to_hex(u), 12, '0'))::uuid, 'user' || u, 'user' || u, 'user' || u, 'latin',
    'User ' || u, E'\\nuser' || u || E'\\nuser ' || u,
    CASE WHEN u % 10 = 0 THEN ARRAY['recording'] ELSE ARRAY[]::text[] END
  FROM generate_series(1, ${users}) u;
  INSERT INTO names (key, kind, user_id) SELECT login_key, 'login', id FROM users;
  INSERT INTO memberships (user_id, group_id)
  SELECT u.id, ('00000000-0000-7000-9000-' || lpad(to_hex(1 + (hashtext(u.login || n) & 2147483647) % ${groups}), 12, '0'))::uuid
  FROM users u CROSS JOIN generate_series(1, 5) n
  ON CONFLICT DO NOTHING;`;

/** PostgreSQL with its files in .cache; on the core of the load, unless the service is to have every core. */
export async function benchServer({ isPinned = true } = {}) {
  // PostgreSQL inherits it: the core of the server is the server's alone.
  if (isPinned) execFileSync('taskset', ['-cp', loadCore, String(process.pid)]);
  const folder = resolve('.cache/bench');
  await mkdir(folder, { recursive: true });
  const server = await startEmbeddedPostgres({
    dataFolder: folder,
    log: () => undefined,
    settings: { shared_buffers: '1GB', max_wal_size: '4GB' },
  });
  return { ...server, encryptionKey: keptEncryptionKey(folder).toString('base64') };
}

/** The URL of the database; seeds it at the first call. */
export async function benchDatabase() {
  const server = await benchServer();
  await applyMigrations({ url: server.url, folder: resolve('prisma/migrations'), log: () => undefined });
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  const { rows } = await client.query('SELECT count(*)::int AS count FROM users');
  if (rows[0].count < users) {
    console.log(`seeding ${users} users, once…`);
    await client.query('TRUNCATE users CASCADE');
    await client.query('DROP INDEX IF EXISTS users_search_text_idx');
    await client.query(seed);
    await client.query('CREATE INDEX users_search_text_idx ON users USING GIN (search_text gin_trgm_ops)');
    await client.query('VACUUM ANALYZE');
  }
  await client.end();
  return server;
}
