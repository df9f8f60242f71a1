/** Planted canaries: a password is in no answer, no row and no log line, whatever becomes of the request that brings it. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { expectProblem, useService } from '../api.js';

const api = useService();
const canary = 'canary-Kx7-bright yellow';
const answers: string[] = [];
const post = (body: object, key?: string) => {
  const request = api().request().post('/v1/users');
  return (key === undefined ? request : request.set('Idempotency-Key', key)).send(body);
};

beforeAll(async () => {
  const put = (path: string, body: object) => api().request().put(path).send(body);
  const sent = [
    () => post({ login: 'canary', password: canary }),
    () => post({ login: 'canary', password: canary }),
    () => post({ login: 'twice', password: canary }, 'key'),
    () => post({ login: 'twice', password: canary }, 'key'),
    () => post({ login: 'twice', password: `${canary}!` }, 'key'),
    () => post({ login: 'no login', password: canary }),
    () => post({ login: 'x', password: canary, groups: ['00000000-0000-7000-8000-00000000beef'] }),
    () => post({ login: 'x', password: { canary } }),
    () => post({ login: 'x', [canary.replaceAll(' ', '')]: 1, password: canary }),
    () => post({ login: canary, password: canary, displayName: 7 }),
    () => put('/v1/users/canary/password', { password: canary }),
    () => put('/v1/users/nobody/password', { password: canary }),
    () => put('/v1/users/canary/password', { password: [canary] }),
    () => put('/v1/users/canary/password', { password: canary, more: 1 }),
    () => put('/v1/users/canary/password', { password: canary.repeat(400) }),
    () => put('/v1/users/canary/password?x=1', { password: canary }),
    () => api().request(null).put('/v1/users/canary/password').send({ password: canary }),
    () => api().request().patch('/v1/users/canary').send({ password: canary }),
    () => api().request().get('/v1/users'),
    () => api().request().get('/v1/users/canary'),
    () => api().request().get('/v1/audit?limit=500'),
    () => api().request().get('/metrics'),
  ];
  for (const send of sent) {
    const { text, headers } = await send();
    answers.push(text + JSON.stringify(headers));
  }
});

const hashOf = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('base64url');

/** Whether the text has the password, or what anybody could make of it without a key. */
function leaks(text: string): boolean {
  const forms = [canary, JSON.stringify(canary).slice(1, -1), encodeURIComponent(canary)];
  const encoded = [
    Buffer.from(canary).toString('base64url').slice(0, 28),
    Buffer.from(canary).toString('hex'),
  ];
  return [...forms, ...encoded].some((form) => text.includes(form));
}

describe('rule 2.4: a password', () => {
  it('is in no answer', () => {
    expect(answers.length).toBe(22);
    expect(answers.filter(leaks)).toEqual([]);
  });

  it('is in no row of any table', async () => {
    const { pool } = api().assembly.db;
    const tables = await pool.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = current_schema()`,
    );
    expect(tables.rows.length).toBeGreaterThan(10);
    for (const { name } of tables.rows) {
      const { rows } = await pool.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`);
      expect([name, rows.filter(({ row }) => leaks(row))]).toEqual([name, []]);
    }
  });

  it('is in no log line', () => {
    expect(api().log.length).toBeGreaterThan(15);
    expect(api().log.filter(leaks)).toEqual([]);
  });
});

describe('Idempotency-Key with a password', () => {
  it('replays the very answer, and creates and hashes once', async () => {
    const body = { login: 'again', password: canary };
    const [first, second] = [await post(body, 'again'), await post(body, 'again')];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.text).toBe(first.text);
  });

  it('replays it also when the policy has changed since', async () => {
    const body = { login: 'lasting', password: canary };
    const first = await post(body, 'lasting');
    const path = '/v1/policies/password';
    const policy = (await api().request().get(path)).body as object;
    await api()
      .request()
      .put(path)
      .send({ ...policy, minLength: 64 })
      .expect(200);
    const second = await post(body, 'lasting');
    await api().request().put(path).send(policy).expect(200);
    expect(second.text).toBe(first.text);
  });

  it('refuses the key with another password', async () => {
    await post({ login: 'other', password: canary }, 'other').expect(201);
    expectProblem(await post({ login: 'other', password: `${canary}?` }, 'other'), 'idempotency-key-reused');
    expectProblem(await post({ login: 'other' }, 'other'), 'idempotency-key-reused');
  });

  it('gives parallel requests with one key the same user', async () => {
    const body = { login: 'parallel', password: canary };
    const answers = await Promise.all([1, 2, 3, 4].map(() => post(body, 'parallel')));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  });

  it('keeps no hash that could be tried against a list of passwords', async () => {
    const body = { login: 'guessable', password: canary };
    await post(body, 'guessable').expect(201);
    const { pool } = api().assembly.db;
    const { rows } = await pool.query<{ hash: string }>(
      `SELECT request_hash AS hash FROM once_answers WHERE key = 'guessable'`,
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]!.hash).not.toBe(hashOf(['createUser', body]));
  });
});
