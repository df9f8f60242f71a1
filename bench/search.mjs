/**
 * Searching a million users for part of a name (6): first pages and page 20,000 of `GET /v1/users`, beside the same
 * question put to pg_trgm by hand in psql. Of each both: the statement of the service in the database, and the whole
 * request.
 */
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { Agent, get } from 'node:http';
import { text } from 'node:stream/consumers';
import pg from 'pg';
import { createPool, createPrisma } from '../dist/src/db/pool.js';
import { pageQuery } from '../dist/src/users/user-list.store.js';
import { addBenchKey } from './support/key.mjs';
import { median } from './support/load.mjs';
import { people, peopleDatabase } from './support/people.mjs';
import { saveResult } from './support/result.mjs';
import { startPinned, stopPinned } from './support/server.mjs';

if (spawnSync('psql', ['--version']).error !== undefined) {
  console.error('This benchmark needs psql: apt-get install postgresql-client');
  process.exit(1);
}
const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const times = 5;
const database = await peopleDatabase();
const key = `foyer_${randomBytes(32).toString('base64url')}`;
await addBenchKey(database.url, key);
const url = 'http://127.0.0.1:3981';
const env = { PORT: '3981', DATABASE_URL: database.url, FOYER_ENCRYPTION_KEY: database.encryptionKey };
const foyer = await startPinned(['dist/src/main.js'], env, `${url}/readyz`);

const client = new pg.Client({ connectionString: database.url });
await client.connect();
/** Where page 20,000 begins: the last row of the page before. */
const depth = Math.max(0, Math.min(20_000 * 50, people) - 51);
const [last] = (
  await client.query(`SELECT login_key, id FROM users ORDER BY login_key, id OFFSET ${depth} LIMIT 1`)
).rows;
const deepAfter = [last.login_key, last.id];

const byHand = (condition, after = 'TRUE') => `
  WITH found AS MATERIALIZED (SELECT id, login_key FROM users WHERE ${condition})
  SELECT id FROM found WHERE ${after} ORDER BY login_key, id LIMIT 50;`;
const like = (text) => byHand(`search_text LIKE '%${text}%'`);
const keyset = `SELECT id FROM users WHERE (login_key, id) > ('${last.login_key}', '${last.id}') ORDER BY login_key, id LIMIT 50;`;

/** What is asked, and the same by hand. */
const questions = {
  common: { filter: { q: 'maal' }, reference: like('maal') },
  rare: { filter: { q: 'u777777.' }, reference: like('u777777.') },
  nobody: { filter: { q: 'xyzzy' }, reference: like('xyzzy') },
  everybody: { filter: { q: 'corp' }, reference: like('corp') },
  twoLetters: { filter: { q: 'ma' }, reference: byHand("search_text LIKE E'%\\nma%'") },
  cyrillic: { filter: { q: 'анна' }, reference: like('анна') },
  byDisplayName: { filter: { q: 'maal' }, sort: '-displayName', reference: like('maal') },
  firstPage: { filter: {}, reference: 'SELECT id FROM users ORDER BY login_key, id LIMIT 50;' },
  page20000: { filter: {}, after: deepAfter, reference: keyset },
  searchedPage20000: { filter: { q: 'corp' }, after: deepAfter, reference: keyset },
  group: {
    filter: { groupId: '00000000-0000-7000-9000-000000000001' },
    reference: `SELECT id FROM users WHERE id IN (SELECT user_id FROM memberships
      WHERE group_id = '00000000-0000-7000-9000-000000000001') ORDER BY login_key, id LIMIT 50;`,
  },
};

const agent = new Agent({ keepAlive: true });

/** In ms. */
function ask(path) {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const request = get(
      `${url}${path}`,
      { agent, headers: { authorization: `Bearer ${key}` } },
      (response) => {
        response.resume();
        response.once('end', () => {
          if (response.statusCode === 200) resolve(performance.now() - started);
          else reject(new Error(`${path} answers ${response.statusCode}`));
        });
      },
    );
    request.once('error', reject);
  });
}

function pathOf({ filter: { groupId, ...filter }, sort = 'login', after }) {
  const query = new URLSearchParams({ ...filter, sort, limit: '50' });
  if (groupId !== undefined) query.set('group', groupId);
  if (after !== undefined) {
    query.set('cursor', Buffer.from(JSON.stringify([sort, ...after])).toString('base64url'));
  }
  return `/v1/users?${query}`;
}

async function statement({ filter, sort = 'login', after = null }) {
  const started = performance.now();
  await prisma.$queryRaw(pageQuery(filter, sort, { limit: 50, after }));
  return performance.now() - started;
}

/** Not at a standstill meanwhile: a connection that the service closes must be seen to be closed. */
async function psql({ reference }) {
  const child = spawn('psql', ['--no-psqlrc', '--quiet', database.url], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(`\\timing on\n\\o /dev/null\n${`${reference}\n`.repeat(times)}`);
  const output = await text(child.stdout);
  return [...output.matchAll(/^Time: ([\d.]+) ms/gm)].map((match) => Number(match[1]));
}

const pool = createPool(database.url);
const prisma = createPrisma(pool);
const measured = {};
for (const [name, question] of Object.entries(questions)) {
  measured[name] = { request: [], statement: [], psql: [] };
  for (let round = 0; round <= rounds; round += 1) {
    const run = { request: [], statement: [], psql: await psql(question) };
    for (let time = 0; time < times; time += 1) {
      run.request.push(await ask(pathOf(question)));
      run.statement.push(await statement(question));
    }
    // The first round finds the caches cold.
    if (round > 0) for (const way of Object.keys(run)) measured[name][way].push(...run[way]);
  }
}
agent.destroy();
await prisma.$disconnect();
await pool.end();
await client.end();
await stopPinned(foyer);
await database.stop();

const figures = Object.fromEntries(
  Object.entries(measured).map(([name, ways]) => [
    name,
    Object.fromEntries(Object.entries(ways).map(([way, values]) => [way, median(values)])),
  ]),
);
const ratios = {
  common: figures.common.statement / figures.common.psql,
  depth: figures.page20000.statement / figures.firstPage.statement,
};
saveResult('search', { people, rounds, times, figures, ratios });
const ms = (value) => value.toFixed(2).padStart(9);
console.log(`${''.padEnd(18)}  request  statement   psql, ms`);
for (const [name, { request, statement: own, psql: reference }] of Object.entries(figures)) {
  console.log(`${name.padEnd(18)}${ms(request)}${ms(own)}${ms(reference)}`);
}
console.log(`page 20,000 / page 1: ${ratios.depth.toFixed(2)}`);
console.log(`a common part of names, statement / psql: ${ratios.common.toFixed(2)}`);
