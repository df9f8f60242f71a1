import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  auditOf,
  createAlias,
  createGroup,
  createUser,
  describeRefusedCallers,
  expectProblem,
  useService,
} from '../api.js';

const api = useService();
const post = (body: object) => api().request().post('/v1/aliases').send(body);

describe('201', () => {
  it('rule 5.1: keeps the alias and what it leads to, and says where it is', async () => {
    const response = await post({ alias: 'Hot_Line-1', callString: 'moore@guest.example' }).expect(201);
    expect(response.body).toMatchObject({ alias: 'Hot_Line-1', callString: 'moore@guest.example' });
    expect(response.body.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    expect(response.headers['location']).toBe(`/v1/aliases/${response.body.id}`);
    const read = await api().request().get('/v1/aliases/hot_line-1');
    expect(read.text).toBe(response.text);
    expect(read.headers['etag']).toBe(response.headers['etag']);
  });

  it.each(['1', 'a'.repeat(32), 'Ёлка-7', '___', 'delete'])('rule 5.1: takes the alias %s', async (alias) => {
    expect((await post({ alias, callString: 'somebody' }).expect(201)).body.alias).toBe(alias);
  });

  it.each([
    ['anna@CORP.example', 'anna'],
    ['  anna ', 'anna'],
    ['anna@other.EXAMPLE', 'anna@other.example'],
    ['\\C\\webinar@corp.example', '\\c\\webinar'],
    ['\\c\\webinar@other.example', '\\c\\webinar@other.example'],
    ['#SIP:@10.110.8.217', '#sip:@10.110.8.217'],
    ['#h323:@10.0.0.7', '#h323:@10.0.0.7'],
    ['RTSP://camera.example/1', 'rtsp://camera.example/1'],
  ])('rule 1.4: %s is kept as %s', async (callString, canonical) => {
    const alias = `to-${Buffer.from(callString).toString('hex').slice(0, 24)}`;
    expect((await post({ alias, callString }).expect(201)).body.callString).toBe(canonical);
  });

  it('rule 5.3: leads to a federated user', async () => {
    await createAlias(api, 'far', 'moore@guest.example');
    const { body } = await api().request().get('/v1/resolve?callString=far').expect(200);
    expect(body.leadsTo).toMatchObject({ place: 'federated', server: 'guest.example' });
  });

  it('rule 12.2: is found from both ends', async () => {
    const user = await createUser(api, 'audited');
    const alias = await createAlias(api, 'to-audited', 'AUDITED@corp.example');
    const [fromUser] = await auditOf(api, user.id);
    const [fromAlias] = await auditOf(api, alias.id);
    expect(fromUser).toEqual(fromAlias);
    expect(fromUser).toMatchObject({
      action: 'alias.created',
      target: { kind: 'alias', id: alias.id, name: 'to-audited' },
      related: { kind: 'user', id: user.id, name: 'audited' },
      before: null,
      after: { callString: 'AUDITED' },
    });
  });
});

describe('201 with Idempotency-Key', () => {
  it('replays the very answer, and creates one alias', async () => {
    const send = () => post({ alias: 'once', callString: 'anna' }).set('Idempotency-Key', 'one').expect(201);
    const [first, second] = [await send(), await send()];
    expect(second.text).toBe(first.text);
    expectProblem(
      await post({ alias: 'twice', callString: 'anna' }).set('Idempotency-Key', 'one'),
      'idempotency-key-reused',
    );
  });
});

describe('400', () => {
  it.each([
    [{ callString: 'anna' }, '/alias'],
    [{ alias: 'x' }, '/callString'],
    [{ alias: '', callString: 'anna' }, '/alias'],
    [{ alias: 7, callString: 'anna' }, '/alias'],
    [{ alias: 'x', callString: 'a'.repeat(1025) }, '/callString'],
    [{ alias: 'x', callString: 'anna', user: 'anna' }, '/user'],
  ])('refuses %j', async (body, pointer) => {
    expectProblem(await post(body), 'malformed-request', pointer);
  });
});

describeRefusedCallers(api, (agent) => agent.post('/v1/aliases').send({ alias: 'x', callString: 'y' }), [
  'aliases:write',
]);

describe('409', () => {
  beforeAll(async () => {
    await createUser(api, 'Taken');
    await createAlias(api, 'Ёж', 'somebody');
    const group = await createGroup(api, 'Rung');
    const path = `/v1/groups/${group.id}/call-pickup`;
    await api().request().put(path).send({ enabled: true, id: 'Ring' }).expect(200);
  });

  it.each(['taken', 'ｔａｋｅｎ', 'ёЖ', 'RING'])('rule 1.3: %s is somebody’s already', async (alias) => {
    expectProblem(await post({ alias, callString: 'anna' }), 'name-taken', '/alias');
    const { body } = await api().request().get('/v1/aliases?callString=anna');
    expect(body.items.map((item: { alias: string }) => item.alias)).not.toContain(alias);
  });

  it('rule 1.3: nor is an alias given as a login', async () => {
    expectProblem(await api().request().post('/v1/users').send({ login: 'ёж' }), 'login-taken');
  });
});

describe('422', () => {
  it.each([
    'a.b',
    'two words',
    ' x',
    'a@b',
    'a'.repeat(33),
    '#1',
    'ǃ',
    'x\u0301\u0302',
    'ﬃ'.repeat(32),
    '0199a3c2-5d10-7c41-9b5e-2f6a1c0d3e01',
  ])('rule 5.1: refuses the alias %s', async (alias) => {
    expectProblem(await post({ alias, callString: 'anna' }), 'invalid-alias', '/alias');
  });

  it.each(['two words', '\\c\\', '@corp.example', '#tel:1', 'http://x', '..'])(
    'rule 5.1: refuses to lead to %s, which is no call string',
    async (callString) => {
      expectProblem(await post({ alias: 'nowhere', callString }), 'invalid-call-string', '/callString');
    },
  );

  it.each(['loop', 'LOOP', 'loop@corp.example'])('rule 5.2: refuses to lead to itself: %s', async (text) => {
    expectProblem(await post({ alias: 'Loop', callString: text }), 'alias-to-itself', '/callString');
    expectProblem(await api().request().get('/v1/aliases/loop'), 'alias-not-found');
  });
});
