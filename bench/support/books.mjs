/** Address books among the people of people.mjs: four readers, each with a book that is large in a way of its own. */
import pg from 'pg';
import { people, peopleDatabase, teams } from './people.mjs';

/** As many people as a book shows at least. */
export const shown = 100_000;
const perBook = Math.max(1, Math.floor(people / shown));
const group = (number) => `('00000000-0000-7000-9100-' || lpad('${number}', 12, '0'))::uuid`;
const nameKey = `left(split_part(search_text, E'\\n', 3), 200)`;

const seed = `
  SET session_replication_role = replica;
  UPDATE memberships SET name_key = ${nameKey} FROM users WHERE id = user_id AND name_key = '';

  INSERT INTO groups (id, name, name_key, rights)
  SELECT ('00000000-0000-7000-9100-' || lpad(n::text, 12, '0'))::uuid, 'Book ' || n, 'book ' || n, '{}'
  FROM generate_series(1, 6) n;
  INSERT INTO users (id, login, login_key, login_skeleton, login_script, display_name, search_text)
  SELECT ('01900000-0000-7000-9100-' || lpad(n::text, 12, '0'))::uuid, 'reader' || n, 'reader' || n, 'reader' || n,
    'latin', 'Reader ' || n, E'\\nreader' || n || E'\\nreader ' || n
  FROM generate_series(1, 4) n;
  INSERT INTO memberships (user_id, group_id, name_key)
  SELECT ('01900000-0000-7000-9100-' || lpad(n::text, 12, '0'))::uuid,
    ('00000000-0000-7000-9100-' || lpad(n::text, 12, '0'))::uuid, 'reader ' || n
  FROM generate_series(1, 4) n;

  -- 5: people from all over the alphabet. 6: those whose names stand behind all others.
  INSERT INTO memberships (user_id, group_id, name_key)
  SELECT id, ${group(5)}, ${nameKey} FROM users WHERE abs(hashint8(hashtext(login))) % ${perBook} = 0;
  INSERT INTO memberships (user_id, group_id, name_key)
  SELECT id, ${group(6)}, ${nameKey} FROM users WHERE octet_length(display_name) > char_length(display_name);

  INSERT INTO shown_groups (group_id, shown_group_id) VALUES
    (${group(1)}, ${group(5)}), (${group(2)}, ${group(6)}), (${group(4)}, ${group(5)});
  INSERT INTO shown_groups (group_id, shown_group_id)
  SELECT ${group(3)}, ('00000000-0000-7000-9000-' || lpad(to_hex(n), 12, '0'))::uuid
  FROM generate_series(1, ${teams / 2}) n;
  INSERT INTO group_book_entries (group_id, contact_id, contact_user_id, name_key)
  SELECT ${group(4)}, id, id, ${nameKey} FROM users
  WHERE abs(hashtext(login || 'g')) % ${Math.floor(people / 10_000)} = 0 LIMIT 10000;
  INSERT INTO address_book_entries (owner_id, contact_id, contact_user_id, name_key, is_added_by_user)
  SELECT '01900000-0000-7000-9100-000000000004', id, id, ${nameKey}, TRUE FROM users
  WHERE abs(hashtext(login || 'o')) % ${Math.floor(people / 10_000)} = 0 LIMIT 10000;
  INSERT INTO aliases (id, alias, alias_key, call_string, target_key, search_text)
  SELECT gen_random_uuid(), 'a' || n, 'a' || n, login, login_key, E'\\na' || n || E'\\n' || login_key
  FROM (SELECT login, login_key, row_number() OVER () AS n FROM users LIMIT 20000) numbered;`;

/** The database with its books; seeds them at the first call. */
export async function booksDatabase() {
  const server = await peopleDatabase();
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  const { rows } = await client.query("SELECT FROM users WHERE login = 'reader1'");
  if (rows.length === 0) {
    await client.query(seed);
    await client.query('VACUUM ANALYZE');
  }
  await client.end();
  return server;
}

export const reader = (number) => `01900000-0000-7000-9100-${String(number).padStart(12, '0')}`;
export const bookGroup = (number) => `00000000-0000-7000-9100-${String(number).padStart(12, '0')}`;
