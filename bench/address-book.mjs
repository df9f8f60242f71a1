/**
 * Pages of address books that show a hundred thousand people of a million: the service, with where each row comes from,
 * beside a query by hand that only reads the names of one group's members in order. First and deep pages, many groups,
 * names that stand together, books full of single entries, and searches.
 * Needs a build: `npm run build && node bench/address-book.mjs`. Prints the ratios last and keeps the result in
 * bench/results/address-book.json.
 */
import { assemble } from '../dist/src/assembly.js';
import { newId } from '../dist/src/core/ids.js';
import { createPool, createPrisma } from '../dist/src/db/pool.js';
import { bookGroup, booksDatabase, reader } from './support/books.mjs';
import { median } from './support/load.mjs';
import { people } from './support/people.mjs';
import { saveResult } from './support/result.mjs';

const rounds = Number(process.env.BENCH_ROUNDS ?? 31);
const database = await booksDatabase();
const pool = createPool(database.url);
const { addressBooks } = assemble({
  pool,
  prisma: createPrisma(pool),
  serverName: 'corp.example',
  issuer: 'http://127.0.0.1',
  encryptionKey: Buffer.from(database.encryptionKey ?? '', 'base64'),
});
const scopes = new Set(['address-books:read']);
const actor = {
  kind: 'system',
  id: newId(),
  name: 'bench',
  scopes,
  channel: 'system',
  requestId: 'bench',
  address: null,
};

const cursorAt = (key) =>
  key === ''
    ? undefined
    : Buffer.from(JSON.stringify(['address-book', key, reader(0)])).toString('base64url');

function page(book, key, q) {
  const user = reader(book);
  return async () =>
    (await addressBooks.list(actor, user, { limit: 50, cursor: cursorAt(key), q })).items.length;
}

const bareText = `
  SELECT u.id, u.login, u.display_name, u.active FROM memberships m JOIN users u ON u.id = m.user_id
  WHERE m.group_id = $1 AND (m.name_key, m.user_id) > ($2, $3) ORDER BY m.name_key, m.user_id LIMIT 51`;
const bareSearch = `
  SELECT u.id, u.login, u.display_name, u.active FROM users u
  WHERE u.search_text LIKE $1 AND EXISTS (SELECT FROM memberships m WHERE m.user_id = u.id AND m.group_id = $2)
  ORDER BY left(split_part(u.search_text, E'\\n', 3), 200) COLLATE "C", u.id LIMIT 51`;

const bare = (group, key) => async () =>
  (await pool.query(bareText, [bookGroup(group), key, reader(0)])).rows.length;
const bareFind = (q, group) => async () =>
  (await pool.query(bareSearch, [`%${q}%`, bookGroup(group)])).rows.length;

/** What is read, and what it is compared with. */
const jobs = {
  'one group, first page': [page(1, ''), bare(5, '')],
  'one group, in the middle': [page(1, 'm'), bare(5, 'm')],
  'one group, near the end': [page(1, 'то'), bare(5, 'то')],
  'names behind all others': [page(2, ''), bare(6, '')],
  '500 groups, first page': [page(3, ''), bare(5, '')],
  '500 groups, in the middle': [page(3, 'm'), bare(5, 'm')],
  '20,000 single entries, first page': [page(4, ''), bare(5, '')],
  '20,000 single entries, in the middle': [page(4, 'm'), bare(5, 'm')],
  'search that finds few': [page(1, '', 'u123456'), bareFind('u123456', 5)],
  'search that finds nobody': [page(1, '', 'xyzzy'), bareFind('xyzzy', 5)],
  'search that finds many': [page(1, '', 'mann'), bareFind('mann', 5)],
  'search that finds many, deep': [page(1, 's', 'mann'), bareFind('mann', 5)],
  'search by two letters': [page(1, '', 'an'), bareFind('\nan', 5)],
  'search whose finds stand together': [page(1, '', 'nette'), bareFind('nette', 5)],
};

async function milliseconds(read) {
  const start = process.hrtime.bigint();
  await read();
  return Number(process.hrtime.bigint() - start) / 1e6;
}

const results = [];
for (const [job, [ours, reference]] of Object.entries(jobs)) {
  for (let warm = 0; warm < 3; warm += 1) await Promise.resolve(ours()).then(reference);
  const times = { ours: [], reference: [] };
  for (let round = 0; round < rounds; round += 1) {
    times.ours.push(await milliseconds(ours));
    times.reference.push(await milliseconds(reference));
  }
  const [mine, theirs] = [median(times.ours), median(times.reference)];
  const rounded = (value) => Number(value.toFixed(2));
  const found = await ours();
  results.push({
    job,
    rows: found,
    ms: rounded(mine),
    byHandMs: rounded(theirs),
    ratio: rounded(mine / theirs),
  });
}
await pool.end();
await database.stop();

saveResult('address-book', { what: 'milliseconds per page of 50', people, rounds, results });
console.table(results);
for (const { job, ms, ratio } of results) console.log(`${job}: ${ms} ms, ${ratio} × by hand`);
