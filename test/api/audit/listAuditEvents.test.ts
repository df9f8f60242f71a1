import { beforeAll, describe, expect, it } from '@jest/globals';
import type { AuditEvent } from '../../../src/audit/audit.schema.js';
import type { User } from '../../../src/users/users.schema.js';
import {
  createGroup,
  createUser,
  describeIfNoneMatch,
  describeRefusedCallers,
  expectProblem,
  join,
  useService,
} from '../api.js';

const api = useService({ trustedProxies: ['127.0.0.1/32'] });
const list = (query: object = {}) => api().request().get('/v1/audit').query(query);
const actions = async (query: object) =>
  (await list(query).expect(200)).body.items.map((event: AuditEvent) => event.action);

let alice: User;
let key: string;

beforeAll(async () => {
  key = await api().keyWith('users:write', 'users:read');
  const request = api().request(key).post('/v1/users').send({ login: 'alice' });
  alice = (await request.set('X-Forwarded-For', '203.0.113.7').set('X-Request-Id', 'req-1').expect(201)).body;
  await api().request(key).patch('/v1/users/alice').send({ company: 'A' }).expect(200);
  await createUser(api, 'bob');
});

describe('200', () => {
  it('rule 12.2: says who did what to whom, when, from where and in which request, newest first', async () => {
    const { body } = await list({ target: alice.id }).expect(200);
    expect(body.items.map((event: AuditEvent) => event.action)).toEqual(['user.changed', 'user.created']);
    const created = body.items[1] as AuditEvent;
    expect(created).toMatchObject({
      actor: { kind: 'api-key', name: 'test users:write users:read' },
      target: { kind: 'user', id: alice.id, name: 'alice' },
      related: null,
      before: null,
      after: alice,
      channel: 'api',
      requestId: 'req-1',
      address: '203.0.113.7',
    });
    expect(Math.abs(Date.parse(created.at) - Date.now())).toBeLessThan(60_000);
  });

  it('filters by actor, action and time', async () => {
    const [{ actor, at }] = (await list({ target: alice.id })).body.items;
    expect(await actions({ actor: actor.id })).toEqual(['user.changed', 'user.created']);
    expect(await actions({ action: 'user.created' })).toHaveLength(2);
    expect(await actions({ action: 'nothing.such' })).toEqual([]);
    expect(await actions({ actor: actor.id, until: at })).toEqual(['user.created']);
    expect(await actions({ actor: actor.id, since: at })).toEqual(['user.changed']);
    expect(await actions({ target: alice.id, since: '2999-01-01T00:00:00Z' })).toEqual([]);
    expect(await actions({ target: alice.id, until: '2999-01-01' })).toHaveLength(2);
  });

  it('filters by request and by channel', async () => {
    expect(await actions({ request: 'req-1' })).toEqual(['user.created']);
    expect(await actions({ request: 'req-1', channel: 'api' })).toEqual(['user.created']);
    expect(await actions({ request: 'req-1', channel: 'system' })).toEqual([]);
    expect(await actions({ request: 'no-such' })).toEqual([]);
    expect(await actions({ channel: 'system' })).toEqual(['signing-key.created']);
    expect((await list({ channel: 'api', action: 'user.created', total: true })).body.total).toBe(2);
  });

  it('rule 12.2: finds a membership from both of its ends, in one order, each event once', async () => {
    const team = await createGroup(api, 'Both ends');
    const users = [
      await createUser(api, 'end1'),
      await createUser(api, 'end2'),
      await createUser(api, 'end3'),
    ];
    await join(api, team, ...users);
    await api().request().delete(`/v1/groups/${team.id}/members/end2`).expect(204);
    await api().request().patch(`/v1/groups/${team.id}`).send({ name: 'Renamed' }).expect(200);
    const ofTeam = ['group.changed', 'group.member-removed', ...Array<string>(3).fill('group.member-added')];
    expect(await actions({ target: team.id })).toEqual([...ofTeam, 'group.created']);
    expect(await actions({ target: team.id.toUpperCase() })).toHaveLength(6);
    expect(await actions({ target: users[1]!.id })).toEqual([
      'group.member-removed',
      'group.member-added',
      'user.created',
    ]);
    const whole = (await list({ target: team.id, total: true }).expect(200)).body;
    expect(whole.total).toBe(6);
    const paged: AuditEvent[] = [];
    for (let cursor: string | undefined; ;) {
      const { body } = await list({ target: team.id, limit: 1, cursor }).expect(200);
      paged.push(...body.items);
      if (body.nextCursor === null) break;
      cursor = body.nextCursor;
    }
    expect(paged).toEqual(whole.items);
  });

  it('walks all pages while events are added, each once', async () => {
    const whole = (await list({ limit: 500 })).body.items as AuditEvent[];
    const seen: AuditEvent[] = [];
    let cursor: string | undefined;
    for (;;) {
      const { body } = await list({ limit: 2, cursor }).expect(200);
      seen.push(...body.items);
      if (body.nextCursor === null) break;
      cursor = body.nextCursor;
      await createUser(api, `meanwhile${seen.length}`);
    }
    expect(seen).toEqual(whole);
    expect((await list({ total: true, action: 'user.created' })).body.total).toBeGreaterThan(2);
  });

  it('records a refusal for lack of permission once, and nothing else', async () => {
    const agent = api().request(await api().keyWith('users:read'));
    expectProblem(
      await agent.delete('/v1/users/alice').set('X-Request-Id', 'refused-1'),
      'insufficient-scope',
    );
    const { body } = await list({ action: 'request.refused', limit: 500 });
    const mine = body.items.filter((event: AuditEvent) => event.requestId === 'refused-1');
    expect(mine).toHaveLength(1);
    expect(mine[0]).toMatchObject({
      target: { kind: 'operation', id: 'deleteUser' },
      after: { code: 'insufficient-scope' },
    });
    await api().request().get('/v1/users/alice').expect(200);
  });
});

describeIfNoneMatch(api, () => `/v1/audit?target=${alice.id}`);

describe('400', () => {
  it.each([
    ['actor=alice', 'actor'],
    ['since=yesterday', 'since'],
    ['since=2026-W01-1', 'since'],
    ['until=0000-01-01T00:00:00Z', 'until'],
    ['limit=0', 'limit'],
    ['channel=carrier-pigeon', 'channel'],
    [`request=${'x'.repeat(65)}`, 'request'],
  ])('refuses %s', async (query, pointer) => {
    expectProblem(await api().request().get(`/v1/audit?${query}`), 'malformed-request', pointer);
  });

  it('refuses a cursor that no page gave', async () => {
    const cursor = Buffer.from(JSON.stringify(['audit', 'no UUID'])).toString('base64url');
    expectProblem(await list({ cursor }), 'invalid-cursor');
  });
});

describeRefusedCallers(api, (agent) => agent.get('/v1/audit'), ['audit:read']);

describe('405', () => {
  it.each(['post', 'put', 'patch', 'delete'] as const)('nobody changes the log: %s', async (method) => {
    expectProblem(await api().request()[method]('/v1/audit'), 'method-not-allowed');
  });
});
