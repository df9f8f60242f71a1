import { beforeAll, describe, expect, it } from '@jest/globals';
import { auditOf, expectProblem } from '../api.js';
import { denyEditing } from '../address-book/books.js';
import { closeOutside, describeUsersOnly, outside, somebody, useServiceBehindProxy } from './myself.js';

const api = useServiceBehindProxy();
const path = '/v1/me/address-book/contact-groups';
const family = { name: 'Family' };
beforeAll(() => closeOutside(api));

describe('201', () => {
  it('rules 2.12, 6.2: creates a contact group of whoever asks, and says where it is', async () => {
    const { user, from } = await somebody(api);
    const { body, headers } = await from().post(path).send(family).expect(201);
    expect(body).toMatchObject(family);
    expect(headers['location']).toBe(`${path}/${body.id}`);
    const read = await from().get(headers['location']!).expect(200);
    expect([read.text, read.headers['etag']]).toEqual([JSON.stringify(body), headers['etag']]);
    const [event] = await auditOf(api, user.id);
    expect(event).toMatchObject({
      action: 'address-book.contact-group-created',
      actor: { kind: 'user', id: user.id },
      related: { kind: 'contact-group', id: body.id },
    });
    // Its name is for the owner alone.
    expect(JSON.stringify(event)).not.toContain('Family');
  });

  it('lets two people have one of the same name', async () => {
    await (await somebody(api)).from().post(path).send(family).expect(201);
    await (await somebody(api)).from().post(path).send(family).expect(201);
  });
});

describe('201 with Idempotency-Key', () => {
  it('answers the same again', async () => {
    const { from } = await somebody(api);
    const send = () => from().post(path).set('Idempotency-Key', 'mine').send(family).expect(201);
    expect((await send()).text).toBe((await send()).text);
    expect((await from().get(path)).body.items).toHaveLength(1);
  });
});

describe('400', () => {
  it.each([
    [{}, '/name'],
    [{ name: '' }, '/name'],
    [{ name: 'x', owner: 'y' }, '/owner'],
  ])('refuses %j', async (body, pointer) => {
    const { from } = await somebody(api);
    expectProblem(await from().post(path).send(body), 'malformed-request', pointer);
  });
});

describeUsersOnly(api, (agent) => agent.post(path).send(family));

describe('403', () => {
  it('rule 6.2: needs the right in the zone that the request comes from', async () => {
    const { user, from } = await somebody(api);
    expectProblem(await from(outside).post(path).send(family), 'address-book-editing-refused');
    await denyEditing(api, user.id);
    expectProblem(await from().post(path).send(family), 'address-book-editing-refused');
    expect((await from().get(path)).body.items).toEqual([]);
  });
});

describe('409', () => {
  it('takes a name once, whatever its case', async () => {
    const { from } = await somebody(api);
    await from().post(path).send(family).expect(201);
    expectProblem(await from().post(path).send({ name: 'FAMILY' }), 'contact-group-name-taken');
  });
});

describe('422', () => {
  it('lets nobody have more than 200', async () => {
    const { user, from } = await somebody(api);
    await api().assembly.db.pool.query(
      `INSERT INTO contact_groups (id, owner_id, name, name_key)
       SELECT gen_random_uuid(), $1, n, n FROM generate_series(1, 200) n`,
      [user.id],
    );
    expectProblem(await from().post(path).send(family), 'address-book-full');
  });
});
