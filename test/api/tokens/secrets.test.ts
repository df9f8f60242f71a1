/** Planted canaries: no secret is in any answer but the one that makes it, nor in the audit log, nor in a log line. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { useService } from '../api.js';

const api = useService();
const secrets: Record<string, string> = {};
const answers: string[] = [];

beforeAll(async () => {
  const request = { name: 'canary', scopes: ['admin', 'rights:read', 'audit:read'] };
  const key = (await api().request().post('/v1/api-keys').send(request).expect(201)).body;
  const account = (await api().request().post('/v1/service-accounts').send(request).expect(201)).body;
  const form = { grant_type: 'client_credentials', client_id: account.id, client_secret: account.secret };
  const token = (await api().request(null).post('/oauth2/token').type('form').send(form).expect(200)).body;
  Object.assign(secrets, { key: key.key, secret: account.secret, token: token.access_token });

  const send = async (test: ReturnType<ReturnType<typeof agent>['get']>) => {
    const { text, headers } = await test;
    answers.push(text + JSON.stringify(headers));
  };
  const agent = (bearer: string | null) => api().request(bearer);
  for (const bearer of [secrets['key']!, secrets['token']!]) {
    for (const path of [
      '/v1/api-keys',
      '/v1/service-accounts',
      '/v1/audit?limit=500',
      '/v1/users',
      '/v1/keys',
    ]) {
      await send(agent(bearer).get(path));
    }
    await send(agent(bearer).get('/v1/effective-rights?subject=nobody'));
    await send(agent(bearer).get('/v1/effective-rights?subject=nobody'));
    await send(agent(`${bearer}x`).get('/v1/rights'));
    await send(
      agent(bearer)
        .post('/v1/api-keys')
        .send({ ...request, key: bearer }),
    );
    await send(agent(bearer).delete(`/v1/api-keys/${key.id}-${account.id}`));
    await send(
      agent(bearer)
        .post('/v1/service-accounts')
        .send({ name: 'x', scopes: ['users:write'] }),
    );
  }
  await send(
    agent(null)
      .post('/oauth2/token')
      .type('form')
      .send({ ...form, scope: 'root' }),
  );
  await send(
    agent(null)
      .post('/oauth2/token')
      .type('form')
      .send({ ...form, client_id: 'x' }),
  );
  await send(agent(null).post('/oauth2/token').send(form));
  await send(
    agent(null)
      .post('/oauth2/token')
      .type('form')
      .send({ ...form, grant_type: 'password' }),
  );
});

describe.each(['key', 'secret', 'token'])('the %s', (name) => {
  it('is in no other answer', () => {
    expect(secrets[name]!.length).toBeGreaterThan(40);
    expect(answers.length).toBeGreaterThan(20);
    expect(answers.filter((answer) => answer.includes(secrets[name]!))).toEqual([]);
  });

  it('is in no row of the database', async () => {
    const tables = [
      'audit_events',
      'api_keys',
      'service_accounts',
      'signing_keys',
      'once_answers',
      'names',
      'users',
    ];
    for (const table of tables) {
      const { rows } = await api().assembly.db.pool.query(`SELECT t::text AS row FROM ${table} t`);
      expect(rows.filter(({ row }) => row.includes(secrets[name]))).toEqual([]);
    }
  });

  it('is in no log line', () => {
    expect(api().log.length).toBeGreaterThan(20);
    expect(api().log.filter((line) => line.includes(secrets[name]!))).toEqual([]);
  });
});
