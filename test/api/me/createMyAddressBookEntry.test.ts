import { beforeAll, describe, expect, it } from '@jest/globals';
import { auditOf, createAlias, createUser, expectProblem } from '../api.js';
import { denyEditing, namesIn, readBook } from '../address-book/books.js';
import { closeOutside, describeUsersOnly, outside, somebody, useServiceBehindProxy } from './myself.js';

const api = useServiceBehindProxy();
const path = '/v1/me/address-book/entries';
const contact = { callString: 'moore@guest.example', displayName: 'Moore' };
beforeAll(() => closeOutside(api));

describe('201', () => {
  it('rules 2.12, 6.2: adds a contact of one’s own, and says where it is', async () => {
    const { user, from } = await somebody(api);
    const { body, headers } = await from().post(path).send(contact).expect(201);
    expect(body).toMatchObject({ ...contact, mayDelete: true, origins: [{ kind: 'user', group: null }] });
    expect(headers['location']).toBe(`${path}/${body.id}`);
    const read = await from().get(headers['location']!).expect(200);
    expect([read.text, read.headers['etag']]).toEqual([JSON.stringify(body), headers['etag']]);
    expect(await namesIn(api, user.id)).toEqual(['Moore']);
  });

  it('rule 12.2: is in the audit log as theirs, from both ends', async () => {
    const [{ user, from }, bert] = [await somebody(api), await createUser(api, 'bert')];
    await from().post(path).send({ callString: 'bert' }).expect(201);
    const event = { action: 'address-book.entry-added', actor: { kind: 'user', id: user.id }, before: null };
    const target = { kind: 'user', id: user.id, name: user.login };
    for (const id of [user.id, bert.id]) {
      expect((await auditOf(api, id))[0]).toMatchObject({ ...event, target, related: { id: bert.id } });
    }
  });
});

describe('201 with Idempotency-Key', () => {
  it('answers the same again', async () => {
    const { user, from } = await somebody(api);
    const send = () => from().post(path).set('Idempotency-Key', 'mine').send(contact).expect(201);
    expect((await send()).text).toBe((await send()).text);
    expect(await readBook(api, user.id)).toHaveLength(1);
  });
});

describe('400', () => {
  it.each([
    [{}, '/callString'],
    [{ callString: 'x'.repeat(1025) }, '/callString'],
    [{ callString: 'x@y', displayName: '' }, '/displayName'],
    [{ callString: 'x@y', origin: 'user' }, '/origin'],
  ])('refuses %j', async (body, pointer) => {
    const { from } = await somebody(api);
    expectProblem(await from().post(path).send(body), 'malformed-request', pointer);
  });

  it('rule 7.2: takes nobody’s word for where they are', async () => {
    const { from } = await somebody(api);
    const request = from(outside).post(path).query({ clientIp: '127.0.0.1' });
    expectProblem(await request.send(contact), 'unknown-query-parameter', 'clientIp');
  });
});

describeUsersOnly(api, (agent) => agent.post(path).send(contact));

describe('403', () => {
  it('rule 6.2: needs the right in the zone that the request comes from', async () => {
    const { user, from } = await somebody(api);
    for (const address of [outside, 'nowhere']) {
      expectProblem(await from(address).post(path).send(contact), 'address-book-editing-refused');
    }
    expect(await readBook(api, user.id)).toEqual([]);
    await from().post(path).send(contact).expect(201);
  });

  it('rule 6.2: needs the right inside as well', async () => {
    const { user, from } = await somebody(api);
    await denyEditing(api, user.id);
    expectProblem(await from().post(path).send(contact), 'address-book-editing-refused');
    expect(await readBook(api, user.id)).toEqual([]);
  });
});

describe('409', () => {
  it('rule 6.3: takes nobody a second time', async () => {
    const { user, from } = await somebody(api);
    await from().post(path).send(contact).expect(201);
    expectProblem(await from().post(path).send(contact), 'entry-taken');
    expect(await readBook(api, user.id)).toHaveLength(1);
  });
});

describe('422', () => {
  it.each([
    ['x@', 'invalid-call-string'],
    ['nobody', 'contact-unknown'],
    ['111', 'alias-as-contact'],
  ] as const)('refuses %s', async (callString, code) => {
    const { from } = await somebody(api);
    if (code === 'alias-as-contact') await createAlias(api, '111', 'anybody');
    expectProblem(await from().post(path).send({ callString }), code, '/callString');
  });

  it('rule 6.3: nobody is in their own book', async () => {
    const { user, from } = await somebody(api);
    expectProblem(await from().post(path).send({ callString: user.login }), 'own-entry');
  });
});
