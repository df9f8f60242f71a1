import { describe, expect, it } from '@jest/globals';
import {
  auditOf,
  createAlias,
  createUser,
  describeIfMatch,
  describeRefusedCallers,
  expectProblem,
  useService,
} from '../api.js';

const api = useService();
const patch = (alias: string, body: object) => api().request().patch(`/v1/aliases/${alias}`).send(body);
const resolved = async (callString: string) =>
  (await api().request().get('/v1/resolve').query({ callString })).body;

describe('200', () => {
  it('rule 5.1: leads somewhere else from then on', async () => {
    await createAlias(api, 'moved', 'anna');
    const { body } = await patch('MOVED', { callString: '#SIP:100' }).expect(200);
    expect(body).toMatchObject({ alias: 'moved', callString: '#sip:100' });
    expect((await resolved('moved')).leadsTo.callString).toBe('#sip:100');
    expect((await api().request().get('/v1/aliases?q=anna')).body.items).toEqual([]);
  });

  it('rule 1.3: renamed, it gives its name back', async () => {
    await createAlias(api, 'before', 'anna');
    await patch('before', { alias: 'after' }).expect(200);
    expect((await resolved('before')).kind).toBe('unknown');
    expect((await resolved('AFTER')).kind).toBe('alias');
    await createUser(api, 'before');
  });

  it('is written in another case without losing its name', async () => {
    await createAlias(api, 'case', 'anna');
    expect((await patch('case', { alias: 'CASE' }).expect(200)).body.alias).toBe('CASE');
    expectProblem(await api().request().post('/v1/users').send({ login: 'Case' }), 'login-taken');
  });

  it('rule 12.2: is found from the alias, from whom it leads to, and from whom it led to', async () => {
    const [one, two] = [await createUser(api, 'one'), await createUser(api, 'two')];
    const alias = await createAlias(api, 'to-one', 'one');
    await patch('to-one', { callString: 'two' }).expect(200);
    const actions = async (id: string) => (await auditOf(api, id)).map((event) => event.action);
    expect(await actions(one.id)).toEqual(['alias.changed', 'alias.created', 'user.created']);
    expect(await actions(two.id)).toEqual(['alias.changed', 'user.created']);
    const [event] = await auditOf(api, alias.id);
    expect(event).toMatchObject({ before: { callString: 'one' }, after: { callString: 'two' } });
  });

  it('rule 12.2: records nothing where nothing changes', async () => {
    const alias = await createAlias(api, 'still', 'anna');
    const { body } = await patch('still', { alias: 'still', callString: 'anna@corp.example' }).expect(200);
    expect(body).toEqual(alias);
    expect(await auditOf(api, alias.id)).toHaveLength(1);
  });
});

describe('400', () => {
  it.each([
    [{ alias: null }, '/alias'],
    [{ callString: null }, '/callString'],
    [{ id: 'x' }, '/id'],
  ])('refuses %j', async (body, pointer) => {
    await api().request().post('/v1/aliases').send({ alias: 'kept', callString: 'anna' });
    expectProblem(await patch('kept', body), 'malformed-request', pointer);
  });
});

describeRefusedCallers(api, (agent) => agent.patch('/v1/aliases/any').send({ callString: 'x' }), [
  'aliases:write',
]);

describe('404', () => {
  it('knows no such alias', async () => {
    expectProblem(await patch('missing', { callString: 'anna' }), 'alias-not-found');
  });
});

describe('409', () => {
  it('rule 1.3: takes no name that is somebody’s, and keeps its own', async () => {
    await createUser(api, 'owner');
    await createAlias(api, 'wants', 'anna');
    expectProblem(await patch('wants', { alias: 'OWNER' }), 'name-taken', '/alias');
    expect((await resolved('wants')).kind).toBe('alias');
    expect((await resolved('owner')).kind).toBe('user');
  });
});

let count = 0;
describeIfMatch(api, async () => {
  const path = `/v1/aliases/${(await createAlias(api, `match${(count += 1)}`, 'anna')).id}`;
  return { path, write: (agent) => agent.patch(path).send({ callString: 'bob' }) };
});

describe('422', () => {
  it('rule 5.2: does not turn it upon itself, from either side', async () => {
    await createAlias(api, 'turn', 'anna');
    expectProblem(await patch('turn', { callString: 'TURN@corp.example' }), 'alias-to-itself');
    expectProblem(await patch('turn', { alias: 'Anna' }), 'alias-to-itself');
    expectProblem(await patch('turn', { alias: 'x.y' }), 'invalid-alias', '/alias');
    expectProblem(await patch('turn', { callString: 'x y' }), 'invalid-call-string', '/callString');
  });
});
