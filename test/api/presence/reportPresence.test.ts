import { beforeAll, describe, expect, it } from '@jest/globals';
import type { User, UserStatus } from '../../../src/users/users.schema.js';
import { startTestService } from '../../support/service.js';
import { until } from '../../support/until.js';
import { createUser, describeRefusedCallers, expectProblem, useService } from '../api.js';

const api = useService();
const report = (items: object[], { ttlSeconds = 60, key = api().key } = {}) =>
  api().request(key).post('/v1/presence').send({ ttlSeconds, items });
const put = async (items: object[], options: { ttlSeconds?: number; key?: string } = {}) => {
  const { body } = await report(items, options).expect(200);
  return body.items as { user: string; source: string | null; result: string }[];
};
const statusOf = async (login: string): Promise<UserStatus> =>
  (await api().request().get(`/v1/users/${login}`).expect(200)).body.status;
const stored = async (where = 'TRUE'): Promise<number> => {
  const { rows } = await api().assembly.db.pool.query(`SELECT count(*)::int FROM presences WHERE ${where}`);
  return rows[0].count as number;
};

let alice: User;

beforeAll(async () => {
  alice = await createUser(api, 'alice');
});

describe('200', () => {
  it('says of each item what became of it, in the order reported', async () => {
    expect(
      await put([
        { user: 'ALICE', source: 'a', status: 'online' },
        { user: 'nobody', status: 'online' },
        { user: 'alice@corp.example', source: 'b', status: 'busy' },
        { user: alice.id.toUpperCase(), source: 'a', status: 'offline' },
        { user: 'alice@other.example', source: 'a', status: 'owner' },
        { user: alice.id, source: 'b', status: 'offline' },
      ]),
    ).toEqual([
      { user: 'ALICE', source: 'a', result: 'superseded' },
      { user: 'nobody', source: null, result: 'unknown' },
      { user: 'alice@corp.example', source: 'b', result: 'superseded' },
      { user: alice.id.toUpperCase(), source: 'a', result: 'accepted' },
      { user: 'alice@other.example', source: 'a', result: 'unknown' },
      { user: alice.id, source: 'b', result: 'accepted' },
    ]);
    expect(await statusOf('alice')).toBe('offline');
  });

  it.each([
    [[], 'offline'],
    [['offline'], 'offline'],
    [['online'], 'online'],
    [['busy'], 'busy'],
    [['owner'], 'owner'],
    [['online', 'busy'], 'busy'],
    [['busy', 'online'], 'busy'],
    [['owner', 'busy', 'online'], 'owner'],
    [['offline', 'owner', 'online'], 'owner'],
    [['online', 'offline'], 'online'],
  ])('rule 2.2: of %j the strongest is the status: %s', async (statuses, expected) => {
    const login = `strongest${statuses.join('')}`;
    await createUser(api, login);
    // A client and SIP/H.323 endpoints alike.
    const sources = ['desktop', 'sip:10.0.0.7', 'h323:10.0.0.8'];
    if (statuses.length > 0)
      await put(statuses.map((status, at) => ({ user: login, source: sources[at], status })));
    expect(await statusOf(login)).toBe(expected);
    const { body } = await api()
      .request()
      .get('/v1/users')
      .query({ q: login, status: expected, total: true });
    expect(body.items.map((user: User) => user.login)).toContain(login);
    for (const other of ['online', 'busy', 'owner', 'offline', 'inactive'].filter(
      (one) => one !== expected,
    )) {
      const listed = await api().request().get('/v1/users').query({ q: login, status: other, limit: 500 });
      expect(listed.body.items.map((user: User) => user.login)).not.toContain(login);
    }
  });

  it('rule 2.2: two reporters never overwrite each other, under the same name of a source too', async () => {
    await createUser(api, 'shared');
    const [one, other] = [await api().keyWith('presence:write'), await api().keyWith('presence:write')];
    const item = { user: 'shared', source: 'desktop' };
    await put([{ ...item, status: 'busy' }], { key: one });
    await put([{ ...item, status: 'online' }], { key: other });
    expect(await statusOf('shared')).toBe('busy');
    await put([{ ...item, status: 'offline' }], { key: one });
    expect(await statusOf('shared')).toBe('online');
    await put([{ ...item, status: 'offline' }], { key: other });
    expect(await statusOf('shared')).toBe('offline');
  });

  it('rule 2.2: expires when it is not renewed, each source by itself', async () => {
    await createUser(api, 'fading');
    await put([{ user: 'fading', source: 'desktop', status: 'online' }], { ttlSeconds: 60 });
    await put([{ user: 'fading', source: 'room', status: 'owner' }], { ttlSeconds: 1 });
    expect(await statusOf('fading')).toBe('owner');
    await until('the owner expires', async () => (await statusOf('fading')) === 'online', 10_000);
    const { body } = await api().request().get('/v1/users?status=owner&q=fading');
    expect(body.items).toEqual([]);
  });

  it('rule 2.2: renews what is reported again', async () => {
    await createUser(api, 'renewed');
    const item = { user: 'renewed', source: 'desktop', status: 'busy' };
    await put([item], { ttlSeconds: 1 });
    await put([item], { ttlSeconds: 60 });
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect(await statusOf('renewed')).toBe('busy');
  });

  it('rule 2.2: counts by the clock of the database, whatever that of an instance says', async () => {
    await createUser(api, 'skewed');
    const clock = { now: () => Date.now() - 24 * 3_600_000 };
    const late = await startTestService({ beside: api(), clock });
    const body = { ttlSeconds: 30, items: [{ user: 'skewed', status: 'online' }] };
    await late.request().post('/v1/presence').send(body).expect(200);
    await late.stop();
    expect(await statusOf('skewed')).toBe('online');
    const inTime = `expires_at BETWEEN now() + interval '20 s' AND now() + interval '30 s'`;
    expect(await stored(`source = '' AND ${inTime}`)).toBe(1);
  });

  it('rule 2.2: inactive wins over whatever is reported, until the account is active again', async () => {
    await createUser(api, 'paused', { active: false });
    expect((await put([{ user: 'paused', status: 'owner' }]))[0]!.result).toBe('accepted');
    expect(await statusOf('paused')).toBe('inactive');
    const inactive = await api().request().get('/v1/users?status=inactive');
    expect(inactive.body.items.map((user: User) => user.login)).toEqual(['paused']);
    const owners = await api().request().get('/v1/users?status=owner&limit=500');
    expect(owners.body.items.map((user: User) => user.login)).not.toContain('paused');
    await api().request().patch('/v1/users/paused').send({ active: true }).expect(200);
    expect(await statusOf('paused')).toBe('owner');
  });

  it('is no reason to refuse an If-Match, and one to answer an If-None-Match in full', async () => {
    await createUser(api, 'tagged');
    const before = await api().request().get('/v1/users/tagged').expect(200);
    await put([{ user: 'tagged', status: 'busy' }]);
    const after = await api().request().get('/v1/users/tagged').set('If-None-Match', before.headers['etag']!);
    expect([after.status, after.body.status]).toEqual([200, 'busy']);
    const change = (tag: string) =>
      api().request().patch('/v1/users/tagged').set('If-Match', tag).send({ company: 'Corp' });
    expect((await change(before.headers['etag']!).expect(200)).body.status).toBe('busy');
    expectProblem(await change(before.headers['etag']!), 'precondition-failed');
    await api().request().delete('/v1/users/tagged').set('If-Match', before.headers['etag']!).expect(412);
  });

  it('takes reports of the same people at the same moment, in whatever order they name them', async () => {
    const logins = Array.from({ length: 20 }, (_, at) => `crowd${at}`);
    await Promise.all(logins.map((login) => createUser(api, login)));
    const items = logins.flatMap((user) =>
      Array.from({ length: 40 }, (_, at) => ({ user, source: `s${at}`, status: 'online' })),
    );
    const backwards = [...items].reverse();
    const batches = Array.from({ length: 24 }, (_, at) => (at % 2 === 0 ? items : backwards));
    const answers = await Promise.all(batches.map((items) => report(items)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const { rows } = await api().assembly.db.pool.query(
      'SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()',
    );
    expect(rows[0].deadlocks).toBe(0);
    const { body } = await api().request().get('/v1/users?q=crowd&status=offline&total=true');
    expect(body.total).toBe(0);
  });

  it('clears away what has expired, no more than a bounded part with each report', async () => {
    await api().assembly.db.pool.query(`
      INSERT INTO presences SELECT gen_random_uuid(), gen_random_uuid(), 'old', 'online', now() - interval '1 s' * n
      FROM generate_series(1, 2500) n`);
    await put([{ user: 'alice', status: 'online' }]);
    expect(await stored(`source = 'old'`)).toBe(500);
    await put([{ user: 'nobody', status: 'online' }]);
    expect(await stored(`source = 'old'`)).toBe(0);
    expect(await statusOf('alice')).toBe('online');
  });

  it('rule 2.14: leaves nothing of a deleted user', async () => {
    const { id } = await createUser(api, 'leaving');
    await put([{ user: 'leaving', source: 'a', status: 'owner' }]);
    await put([{ user: 'leaving', source: 'b', status: 'online' }]);
    await api().request().delete('/v1/users/leaving').expect(204);
    expect(await stored(`user_id = '${id}'`)).toBe(0);
    await createUser(api, 'leaving');
    expect(await statusOf('leaving')).toBe('offline');
  });

  it('takes 1,000 items', async () => {
    const items = Array.from({ length: 1_000 }, (_, at) => ({
      user: 'alice',
      source: `s${at}`,
      status: 'online',
    }));
    expect((await put(items)).filter(({ result }) => result !== 'accepted')).toEqual([]);
  });
});

describe('400', () => {
  const item = { user: 'alice', status: 'online' };

  it('refuses more than 1,000 items', async () => {
    expectProblem(await report(Array.from({ length: 1_001 }, () => item)), 'malformed-request', '/items');
  });

  it.each([
    [{ ttlSeconds: 60, items: [] }],
    [{ items: [item] }],
    [{ ttlSeconds: 0, items: [item] }],
    [{ ttlSeconds: 3_601, items: [item] }],
    [{ ttlSeconds: 1.5, items: [item] }],
    [{ ttlSeconds: 60, items: [{ user: 'alice', status: 'inactive' }] }],
    [{ ttlSeconds: 60, items: [{ user: 'alice' }] }],
    [{ ttlSeconds: 60, items: [{ ...item, source: '' }] }],
    [{ ttlSeconds: 60, items: [{ ...item, device: 'x' }] }],
  ])('refuses %j', async (body) => {
    expectProblem(await api().request().post('/v1/presence').send(body), 'malformed-request');
  });
});

describeRefusedCallers(
  api,
  (agent) =>
    agent.post('/v1/presence').send({ ttlSeconds: 60, items: [{ user: 'alice', status: 'online' }] }),
  ['presence:write'],
);
