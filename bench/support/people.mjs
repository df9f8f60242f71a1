/** A million people with everything that a profile holds, for lists, search and export: a database beside the other. */
import { resolve } from 'node:path';
import pg from 'pg';
import { applyMigrations } from '../../dist/src/db/migrations.js';
import { benchServer } from './database.mjs';

export const people = Number(process.env.BENCH_USERS ?? 1_000_000);
export const teams = 1000;
const database = `people_${people}`;

/** Names made of syllables, every tenth in Cyrillic letters: some parts of them are common, some rare, as in life. */
const seed = `
  SET session_replication_role = replica;
  SET work_mem = '256MB';
  CREATE FUNCTION pg_temp.pick(among text[], seed bigint) RETURNS text LANGUAGE sql IMMUTABLE AS
    'SELECT among[1 + (abs(hashint8(seed)) % cardinality(among))]';
  INSERT INTO groups (id, name, name_key, rights)
  SELECT ('00000000-0000-7000-9000-' || lpad(to_hex(g), 12, '0'))::uuid, 'Team ' || g, 'team ' || g, '{}'
  FROM generate_series(1, ${teams}) g;

  CREATE TEMP TABLE made AS
  SELECT u, u % 10 = 0 AS cyrillic,
    CASE WHEN u % 10 = 0
      THEN pg_temp.pick(ARRAY['Анна','Борис','Вера','Глеб','Дарья','Егор','Жанна','Захар','Ирина','Кирилл'], u * 7)
      ELSE pg_temp.pick(ARRAY['Ma','To','Li','An','Be','Jo','Sa','El','Ro','Vi'], u * 3) || pg_temp.pick(ARRAY['ria','bias','sa','nette','nedikt','hannes','muel','ena','land','ktor'], u * 5) END AS first,
    CASE WHEN u % 10 = 0
      THEN pg_temp.pick(ARRAY['Сми','Ива','Куз','Поп','Вас','Пет','Сок','Мих','Нов','Фед'], u * 11) || pg_temp.pick(ARRAY['рнов','нов','нецов','ов','ильев','ров','олов','айлов','иков','оров'], u * 13)
      ELSE pg_temp.pick(ARRAY['Ma','To','Schu','Wei','Hof','Kel','Ber','Lan','Fi','Gross','Zim','Ke'], u * 17) || pg_temp.pick(ARRAY['al','pe','ber','mann','ler','ger','stein','dorf','hau','ner','ke','zer'], u * 19) || pg_temp.pick(ARRAY['','s','en','er','','sen','in','ski','','ova'], u * 23) END AS last
  FROM generate_series(1, ${people}) u;

  INSERT INTO users (id, login, login_key, login_skeleton, login_script, display_name, email, first_name, last_name,
    company, branch, department, job_title, address, mobile_phones, work_phones, home_phones, other_phones, search_text)
  SELECT ('01900000-0000-7000-8000-' || lpad(to_hex(u), 12, '0'))::uuid, login, login, login, 'latin',
    first || ' ' || last, email, first, last,
    CASE WHEN u % 1000 = 0 THEN '=1+1' ELSE pg_temp.pick(ARRAY['Corp Example','Example & Sons','Beispiel GmbH'], u * 29) END, 'Branch ' || u % 40,
    'Department ' || u % 300, pg_temp.pick(ARRAY['Engineer','Sales manager','Accountant','Assistant'], u * 31),
    u % 200 || ' Main Street, ' || 10000 + u % 80000 || ' Springfield',
    ARRAY['+49 151 ' || 1000000 + u], ARRAY['+49 30 ' || 1000 + u % 9000, '+49 30 ' || u % 100], '{}', '{}',
    E'\\n' || login || E'\\n' || lower(first || ' ' || last) || E'\\n' || lower(first) || E'\\n' || lower(last) || E'\\n' || email
  FROM (SELECT *, 'u' || u || CASE WHEN cyrillic THEN '' ELSE '.' || lower(last) END AS login,
      'u' || u || '@corp.example' AS email FROM made) named;
  INSERT INTO names (key, kind, user_id) SELECT login_key, 'login', id FROM users;
  INSERT INTO memberships (user_id, group_id)
  SELECT ('01900000-0000-7000-8000-' || lpad(to_hex(u), 12, '0'))::uuid,
    ('00000000-0000-7000-9000-' || lpad(to_hex(1 + (abs(hashint8(u * n)) % ${teams})), 12, '0'))::uuid
  FROM generate_series(1, ${people}) u CROSS JOIN generate_series(1, 3) n
  WHERE u % 100 <> 0
  ON CONFLICT DO NOTHING;`;

/** The URL of the database; seeds it at the first call. */
export async function peopleDatabase() {
  const server = await benchServer();
  const url = new URL(server.url);
  await withClient(server.url, async (client) => {
    const { rows } = await client.query('SELECT FROM pg_database WHERE datname = $1', [database]);
    if (rows.length === 0) await client.query(`CREATE DATABASE ${database}`);
  });
  url.pathname = database;
  await applyMigrations({ url: url.href, folder: resolve('prisma/migrations'), log: () => undefined });
  await withClient(url.href, seedOnce);
  return { ...server, url: url.href };
}

async function seedOnce(client) {
  const { rows } = await client.query('SELECT count(*)::int AS count FROM users');
  if (rows[0].count >= people) return;
  console.log(`seeding ${people} people, once…`);
  await client.query('TRUNCATE users CASCADE');
  await client.query("DELETE FROM groups WHERE kind = 'custom'");
  const { rows: indexes } = await client.query(
    "SELECT indexname AS name, indexdef AS definition FROM pg_indexes WHERE indexname LIKE 'users_search_%'",
  );
  for (const { name } of indexes) await client.query(`DROP INDEX ${name}`);
  await client.query(seed);
  for (const { definition } of indexes) await client.query(definition);
  await client.query('VACUUM ANALYZE');
}

async function withClient(url, work) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
