import { describe, expect, it } from '@jest/globals';
import type { Clock } from '../../../src/core/clock.js';
import { auditOf, describeRefusedCallers, expectProblem, useService } from '../api.js';

const time = { now: Date.parse('2027-01-01T00:00:00Z') };
const clock: Clock = { now: () => time.now };
const api = useService({ clock });
const post = (body: object) => api().request().post('/v1/api-keys').send(body);

describe('201', () => {
  it('shows a key of 256 random bits once, and it works', async () => {
    const { body } = await post({ name: 'provisioning', scopes: ['users:read', 'users:read'] }).expect(201);
    expect(body).toMatchObject({ name: 'provisioning', scopes: ['users:read'], expiresAt: null });
    expect(body.key).toMatch(/^foyer_[A-Za-z0-9_-]{43}$/);
    await api().request(body.key).get('/v1/users').expect(200);
    expectProblem(await api().request(body.key).get('/v1/groups'), 'insufficient-scope');
    expectProblem(await api().request(body.key.slice(0, -1)).get('/v1/users'), 'unauthenticated');
  });

  it('keeps its hash only', async () => {
    const { body } = await post({ name: 'hashed', scopes: ['users:read'] }).expect(201);
    const { rows } = await api().assembly.db.pool.query(
      'SELECT k::text AS row FROM api_keys k WHERE id = $1',
      [body.id],
    );
    expect(rows[0].row).not.toContain(body.key.slice('foyer_'.length));
  });

  it('ends a key when its time has come, even one that was used a moment before', async () => {
    const expiresAt = new Date(time.now + 60_000).toISOString();
    const { body } = await post({ name: 'short', scopes: ['rights:read'], expiresAt }).expect(201);
    const ask = () => api().request(body.key).get('/v1/effective-rights?subject=nobody');
    expect((await ask()).status).toBe(200);
    expect((await ask()).status).toBe(200);
    time.now += 60_000;
    expectProblem(await ask(), 'unauthenticated');
    expectProblem(await api().request(body.key).get('/v1/rights'), 'unauthenticated');
  });

  it('never replays an answer that holds a secret: an Idempotency-Key changes nothing', async () => {
    const send = () => post({ name: 'twice', scopes: ['users:read'] }).set('Idempotency-Key', 'key');
    const [one, other] = [await send(), await send()];
    expect(one.body.key).not.toBe(other.body.key);
    const { rows } = await api().assembly.db.pool.query('SELECT * FROM once_answers');
    expect(rows).toEqual([]);
  });

  it('rule 12.2: records the key without its secret', async () => {
    const { body } = await post({ name: 'audited', scopes: ['admin'] }).expect(201);
    const { key, ...shown } = body;
    const [event] = await auditOf(api, body.id);
    expect(event).toMatchObject({ action: 'api-key.created', before: null, after: shown });
    expect(JSON.stringify(event)).not.toContain(key);
  });
});

describe('400', () => {
  it.each([
    [{ scopes: ['users:read'] }, '/name'],
    [{ name: 'x', scopes: [] }, '/scopes'],
    [{ name: 'x', scopes: ['root'] }, '/scopes/0'],
    [{ name: 'x', scopes: 'users:read' }, '/scopes'],
    [{ name: 'x', scopes: ['users:read'], expiresAt: 'tomorrow' }, '/expiresAt'],
    [{ name: 'x', scopes: ['users:read'], expiresAt: '2027-W01-1' }, '/expiresAt'],
    [{ name: 'x', scopes: ['users:read'], expiresAt: '0000-01-01T00:00:00Z' }, '/expiresAt'],
    [{ name: 'x', scopes: ['users:read'], expiresAt: 5 }, '/expiresAt'],
    [{ name: 'x', scopes: ['users:read'], key: 'mine' }, '/key'],
  ])('refuses %j', async (body, pointer) => {
    expectProblem(await post(body), 'malformed-request', pointer);
  });
});

describeRefusedCallers(
  api,
  (agent) => agent.post('/v1/api-keys').send({ name: 'x', scopes: ['users:read'] }),
  ['admin'],
);

describe('403 for more than the caller holds', () => {
  it('nobody gives more than they hold', async () => {
    const agent = api().request(await api().keyWith('admin', 'users:read'));
    const body = { name: 'more', scopes: ['users:read', 'users:write'] };
    const response = await agent.post('/v1/api-keys').send(body);
    expectProblem(response, 'scope-escalation');
    expect(response.body.detail).toContain('users:write');
    await agent
      .post('/v1/api-keys')
      .send({ name: 'less', scopes: ['users:read'] })
      .expect(201);
  });
});
