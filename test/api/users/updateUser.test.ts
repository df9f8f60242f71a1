import { describe, expect, it } from '@jest/globals';
import {
  auditOf,
  createUser,
  describeIfMatch,
  describeRefusedCallers,
  expectProblem,
  useService,
} from '../api.js';

const api = useService();
const patch = (user: string, body: object) => api().request().patch(`/v1/users/${user}`).send(body);

let count = 0;
const newUser = (fields: object = {}) => createUser(api, `user${(count += 1)}`, fields);

describe('200', () => {
  it('RFC 7396: changes what is named, clears what is null, leaves what is absent', async () => {
    const user = await newUser({ email: 'a@example.org', company: 'Old', branch: 'Kept' });
    const { body } = await patch(user.login, { email: null, company: 'New' }).expect(200);
    expect(body).toEqual({ ...user, email: null, company: 'New', updatedAt: body.updatedAt });
    expect(Date.parse(body.updatedAt)).toBeGreaterThanOrEqual(Date.parse(user.updatedAt));
  });

  it('RFC 7396: merges telephone numbers by kind', async () => {
    const user = await newUser({ phones: { mobile: ['1'], work: ['2'] } });
    const { body } = await patch(user.id, { phones: { work: [] } }).expect(200);
    expect(body.phones).toEqual({ mobile: ['1'], work: [], home: [], other: [] });
  });

  it.each([
    'application/json',
    'application/merge-patch+json',
    'application/merge-patch+json; charset=utf-8',
  ])('takes %s', async (type) => {
    const user = await newUser();
    const request = api().request().patch(`/v1/users/${user.id}`).set('Content-Type', type);
    expect((await request.send(JSON.stringify({ company: type })).expect(200)).body.company).toBe(type);
  });

  it('writes nothing, and no audit event, when all is so already', async () => {
    const user = await newUser({ company: 'Same' });
    const { body } = await patch(user.id, { company: 'Same' }).expect(200);
    expect(body).toEqual(user);
    expect((await auditOf(api, user.id)).map((event) => event.action)).toEqual(['user.created']);
  });

  it('rule 2.3: deactivates and brings back, and keeps the data', async () => {
    const user = await newUser({ email: 'kept@example.org' });
    const off = await patch(user.id, { active: false }).expect(200);
    expect(off.body).toMatchObject({ active: false, status: 'inactive', email: 'kept@example.org' });
    const on = await patch(user.id, { active: true }).expect(200);
    expect(on.body).toMatchObject({ active: true, status: 'offline' });
  });

  it('rule 2.6: is found by the new name at once, and no longer by the old one', async () => {
    const user = await newUser({ displayName: 'Before Marriage' });
    await patch(user.id, { displayName: 'After Marriage' });
    const found = async (q: string) =>
      (await api().request().get('/v1/users').query({ q })).body.items.length;
    expect([await found('before marriage'), await found('after marriage')]).toEqual([0, 1]);
  });

  it('rule 12.2: records who, before and after', async () => {
    const user = await newUser({ company: 'Old' });
    const { body } = await patch(user.id, { company: 'New' });
    const [event] = await auditOf(api, user.id);
    expect(event).toMatchObject({ action: 'user.changed', before: user, after: body });
    expect(event).toMatchObject({ target: { kind: 'user', id: user.id, name: user.login } });
  });

  it('loses no change of two that touch different fields at the same time', async () => {
    const user = await newUser();
    const fields = ['company', 'branch', 'department', 'jobTitle', 'manager', 'address'];
    await Promise.all(fields.map((field) => patch(user.id, { [field]: field }).expect(200)));
    const { body } = await api().request().get(`/v1/users/${user.id}`);
    expect(fields.map((field) => body[field])).toEqual(fields);
  });
});

describe('400', () => {
  it.each([
    ['the login, which never changes (rule 1.2)', { login: 'other' }, '/login'],
    ['the source', { source: 'ldap' }, '/source'],
    ['groups, which have an operation of their own', { groups: [] }, '/groups'],
    ['null for a name that cannot be cleared', { displayName: null }, '/displayName'],
    ['a word for a boolean', { active: 'true' }, '/active'],
    ['a number for a text', { company: 5 }, '/company'],
    ['one telephone number for a list', { phones: { work: '1' } }, '/phones/work'],
    ['an empty name', { displayName: '' }, '/displayName'],
  ])('refuses %s', async (_, body, pointer) => {
    const user = await newUser();
    expectProblem(await patch(user.id, body), 'malformed-request', pointer);
    expect((await api().request().get(`/v1/users/${user.id}`)).body).toEqual(user);
  });

  it.each(['[]', 'null', '"text"', '7'])('refuses the body %s', async (text) => {
    const user = await newUser();
    const request = api().request().patch(`/v1/users/${user.id}`).set('Content-Type', 'application/json');
    expectProblem(await request.send(text), 'malformed-request');
  });
});

describeRefusedCallers(api, (agent) => agent.patch('/v1/users/any').send({ company: 'X' }), ['users:write']);

describe('404', () => {
  it('knows no such user', async () => {
    expectProblem(await patch('nobody', { company: 'X' }), 'user-not-found');
  });
});

describeIfMatch(api, async () => {
  const path = `/v1/users/${(await newUser()).id}`;
  return { path, write: (agent) => agent.patch(path).send({ company: 'Matched' }) };
});

describe('412 under parallel writes', () => {
  it('lets exactly one of ten through that all hold the same tag', async () => {
    const path = `/v1/users/${(await newUser()).id}`;
    const { headers } = await api().request().get(path);
    const attempts = Array.from({ length: 10 }, (_, at) =>
      api()
        .request()
        .patch(path)
        .set('If-Match', headers['etag']!)
        .send({ company: `Rival ${at}` }),
    );
    const statuses = (await Promise.all(attempts)).map((answer) => answer.status).sort();
    expect(statuses).toEqual([200, ...Array.from({ length: 9 }, () => 412)]);
  });
});
