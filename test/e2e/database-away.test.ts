/** While PostgreSQL is away nothing is promised, nobody waits, and nothing has to be mended afterwards. */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { parse } from 'yaml';
import { bootstrapKey, sharedDatabase, startFoyer, type FoyerProcess } from '../support/foyer-process.js';
import { createHttpClient, type Answer, type Ask, type HttpClient } from '../support/http-client.js';
import { openEventStream } from '../support/event-stream.js';
import { startOwnPostgres, type OwnPostgres } from '../support/own-postgres.js';
import { until } from '../support/until.js';

jest.setTimeout(180_000);

let postgres: OwnPostgres;
let foyer: FoyerProcess;
let client: HttpClient;
let accessToken: string;

/** The plain question that is answered before Express, once its token is known. */
const plainQuestion = '/v1/effective-rights?subject=anna&ip=127.0.0.1';

beforeAll(async () => {
  postgres = await startOwnPostgres();
  foyer = await startFoyer({ env: sharedDatabase(postgres.url) });
  client = createHttpClient(foyer.url, bootstrapKey);
  await client.ask('/v1/users', { method: 'POST', body: { login: 'anna' } });
  accessToken = await newAccessToken();
  for (const bearer of [bootstrapKey, accessToken, bootstrapKey, accessToken]) {
    expect((await client.ask(plainQuestion, { bearer })).status).toBe(200);
  }
});
afterAll(async () => {
  client?.close();
  await foyer?.signal('SIGKILL');
  postgres?.remove();
});

async function newAccessToken(): Promise<string> {
  const body = { name: 'conferences', scopes: ['rights:read', 'zone:assert'] };
  const { json: account } = await client.ask('/v1/service-accounts', { method: 'POST', body });
  const form = `grant_type=client_credentials&client_id=${account.id}&client_secret=${account.secret}`;
  return (await client.ask('/oauth2/token', { method: 'POST', form, bearer: null })).json.access_token;
}

/** What needs no database: these say the same whatever is stored. */
const independent = new Set([
  'getAuthorizationServerMetadata',
  'getDocumentation',
  'getLiveness',
  'getOpenApiDocument',
  'getProblemPage',
]);

interface Operation {
  id: string;
  path: string;
  ask: Ask;
}

interface Described {
  operationId: string;
  security?: object[];
  parameters?: { name: string; in: string; example?: string }[];
  requestBody?: { content: Record<string, { example?: object }> };
}

function operations(): Operation[] {
  const document = parse(readFileSync('openapi.yaml', 'utf8')) as { paths: Record<string, object> };
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    (Object.entries(methods) as [string, Described][]).map(([method, operation]) => ({
      id: operation.operationId,
      path: addressOf(path, operation),
      ask: { method: method.toUpperCase(), ...contentFor(operation) },
    })),
  );
}

/** With what the document shows as examples: whoever asks amiss is told so without any database. */
function addressOf(path: string, { parameters = [] }: Described): string {
  const values = parameters.flatMap(({ name, in: place, example }) =>
    example === undefined ? [] : [{ name, place, value: encodeURIComponent(example) }],
  );
  const valueOf = (name: string) => values.find((one) => one.place === 'path' && one.name === name)?.value;
  const query = values.filter(({ place }) => place === 'query').map(({ name, value }) => `${name}=${value}`);
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => valueOf(name) ?? 'x');
  return query.length === 0 ? filled : `${filled}?${query.join('&')}`;
}

const forms: Record<string, Ask> = {
  issueToken: {
    form: 'grant_type=client_credentials&client_id=00000000-0000-7000-8000-000000000009&client_secret=x',
    bearer: null,
  },
  revokeToken: { form: `token=foyer-refresh_${'x'.repeat(86)}` },
};

function contentFor({ operationId, security = [], requestBody }: Described): Ask {
  const [media] = Object.entries(requestBody?.content ?? {});
  if (media === undefined) return {};
  const [type, { example }] = media;
  if (type === 'application/json') return { body: security.length === 0 ? example : {} };
  if (type.endsWith('form-urlencoded')) return forms[operationId] ?? { form: 'token=x' };
  return { content: 'x', headers: { 'Content-Type': type } };
}

function expectUnavailable({ status, headers, json, milliseconds }: Answer): void {
  expect(status).toBe(503);
  expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  expect(milliseconds).toBeLessThan(1000);
  if ('error' in json) expect(json).toMatchObject({ error: 'temporarily_unavailable' });
  else expect(json).toMatchObject({ type: '/problems/database-unavailable', status: 503 });
}

/** Asks without a pause until it is told to stop. */
function askOn(bearer: string) {
  const answers: Answer[] = [];
  let isOver = false;
  const asking = (async () => {
    while (!isOver) answers.push(await client.ask(plainQuestion, { bearer }));
  })();
  const stop = async () => {
    isOver = true;
    await asking;
    return answers;
  };
  return { answers, stop };
}

async function expectBackWithin5Seconds(): Promise<void> {
  const returned = Date.now();
  await until('it is ready', async () => (await client.ask('/readyz')).status === 200);
  await until('it answers', async () => (await client.ask(plainQuestion)).status === 200);
  expect(Date.now() - returned).toBeLessThan(5000);
  const answer = await client.ask('/v1/users', { method: 'POST', body: { login: `user-${returned}` } });
  expect(answer.status).toBe(201);
}

describe('PostgreSQL is killed', () => {
  beforeAll(() => postgres.kill());
  afterAll(async () => {
    await postgres.start();
    await expectBackWithin5Seconds();
  });

  it.each(operations().filter(({ id }) => !independent.has(id)))(
    '$id answers 503 at once',
    async ({ path, ask }) => {
      expectUnavailable(await client.ask(path, ask));
    },
  );

  it('keeps the shortcut from answering out of its memory', async () => {
    for (const bearer of [bootstrapKey, accessToken, 'foyer_unknown']) {
      expectUnavailable(await client.ask(plainQuestion, { bearer }));
    }
  });

  it('leaves the service alive and not ready', async () => {
    expect((await client.ask('/livez')).status).toBe(200);
    expectUnavailable(await client.ask('/readyz'));
    expect(foyer.child.exitCode).toBeNull();
  });
});

describe('PostgreSQL is killed under load', () => {
  it('is answered with 503 from then on, and never with 500 or a stale yes', async () => {
    const loads = [bootstrapKey, accessToken, bootstrapKey, accessToken].map(askOn);
    await until('the load runs', () => loads.every(({ answers }) => answers.length > 20));
    await postgres.kill();
    const killed = loads.map(({ answers }) => answers.length + 1);
    await until('it is noticed', () => loads.every(({ answers }, at) => answers.length > killed[at]! + 20));
    const away = loads.flatMap(({ answers }, at) => answers.slice(killed[at]));
    await postgres.start();
    await expectBackWithin5Seconds();
    const all = (await Promise.all(loads.map(({ stop }) => stop()))).flat();
    for (const answer of away) expectUnavailable(answer);
    expect([...new Set(all.map(({ status }) => status))].sort()).toEqual([200, 503]);
    expect(foyer.output()).not.toContain('"level":50');
  });
});

describe('streams of events', () => {
  /** A job that nobody does, and that never ends by itself. */
  async function addJob(): Promise<string> {
    const db = new pg.Client(postgres.url);
    await db.connect();
    const { rows } = await db.query<{ id: string }>(
      `INSERT INTO jobs (id, kind, parameters, actor_kind, actor_id, actor_name, request_id)
       SELECT id, 'test.untended', '{}', 'system', id, 'test', 'test' FROM gen_random_uuid() id RETURNING id`,
    );
    await db.end();
    return rows[0]!.id;
  }

  it.each([
    ['is killed', () => postgres.kill(), () => postgres.start()],
    ['says nothing any more', () => postgres.freeze(), () => postgres.thaw()],
  ])(
    'end in a second when PostgreSQL %s: who is put out elsewhere is not heard of here',
    async (_, leave, back) => {
      const stream = await openEventStream(`${foyer.url}/v1/jobs/${await addJob()}/events`, bootstrapKey);
      await until('the first event is there', () => stream.events().length === 1);
      const left = performance.now();
      await leave();
      expect((await stream.ended) - left).toBeLessThan(1000);
      await back();
      await expectBackWithin5Seconds();
    },
  );
});

describe('PostgreSQL says nothing any more', () => {
  it('makes the service not ready in under a second', async () => {
    await postgres.freeze();
    const answers = await Promise.all([client.ask('/readyz'), client.ask('/livez')]);
    await postgres.thaw();
    expectUnavailable(answers[0]);
    expect(answers[1].status).toBe(200);
    await expectBackWithin5Seconds();
  });
});
