import { describe, expect, it } from '@jest/globals';
import { auditOf, createUser, describeRefusedCallers, expectProblem, useService } from '../api.js';
import { addContactGroup, bookOf, denyEditing } from './books.js';

const api = useService();
const pathOf = (user: string) => `${bookOf(user)}/contact-groups`;
const post = (user: string, body: object, query: object = { as: 'owner' }) =>
  api().request().post(pathOf(user)).query(query).send(body);

describe('201', () => {
  it('rule 6.2: creates one, and says where it is', async () => {
    await createUser(api, 'owner');
    const response = await post('owner', { name: 'Family' }).expect(201);
    expect(response.body).toEqual({ id: expect.any(String), name: 'Family' });
    expect(response.headers['location']).toBe(`${pathOf('owner')}/${response.body.id}`);
    const read = await api().request().get(response.headers['location']!).query({ as: 'owner' });
    expect([read.text, read.headers['etag']]).toEqual([response.text, response.headers['etag']]);
  });

  it('rule 6.2: keeps the name of it out of the log, which others read', async () => {
    const { id } = await createUser(api, 'logged');
    const group = await addContactGroup(api, 'logged', 'Very private');
    const [event] = await auditOf(api, id);
    expect(event).toMatchObject({
      action: 'address-book.contact-group-created',
      related: { kind: 'contact-group', id: group },
    });
    expect(JSON.stringify(event)).not.toContain('private');
  });

  it('replays with the same Idempotency-Key', async () => {
    const first = await post('owner', { name: 'Once' }).set('Idempotency-Key', 'group');
    const second = await post('owner', { name: 'Once' }).set('Idempotency-Key', 'group');
    expect([second.status, second.text]).toEqual([201, first.text]);
  });
});

describe('400', () => {
  it.each([
    [{}, '/name'],
    [{ name: '' }, '/name'],
    [{ name: 'x'.repeat(201) }, '/name'],
    [{ name: 'x', entries: [] }, '/entries'],
  ])('refuses %j', async (body, pointer) => {
    expectProblem(await post('owner', body), 'malformed-request', pointer);
  });
});

const send = { name: 'Refused' };
describeRefusedCallers(api, (agent) => agent.post(`${pathOf('owner')}?as=owner`).send(send), [
  'address-books:write',
]);

describe('403', () => {
  it('rule 6.2: not by the administrator', async () => {
    expectProblem(await post('owner', send, {}), 'contact-groups-private');
  });

  it('rule 6.2: not without the right where the owner is', async () => {
    await api()
      .request()
      .patch('/v1/zones/external')
      .send({ rights: { addressBookEditing: false } });
    expectProblem(await post('owner', send), 'address-book-editing-refused');
    await post('owner', { name: 'Inside' }, { as: 'owner', clientIp: '::1' }).expect(201);
    await api()
      .request()
      .patch('/v1/zones/external')
      .send({ rights: { addressBookEditing: true } });
    await denyEditing(api, 'owner');
    const inside = { as: 'owner', clientIp: '::1' };
    expectProblem(await post('owner', send, inside), 'address-book-editing-refused');
  });
});

describe('404', () => {
  it('knows no such user', async () => {
    expectProblem(await post('nobody', send), 'user-not-found');
  });
});

describe('409', () => {
  it.each(['Family', 'FAMILY', 'ｆａｍｉｌｙ'])('takes the name %s once for a user', async (name) => {
    await createUser(api, 'namesake').catch(() => undefined);
    await post('namesake', { name: 'Family' });
    expectProblem(await post('namesake', { name }), 'contact-group-name-taken');
  });
});

describe('422', () => {
  it('has 200 at most', async () => {
    const { id } = await createUser(api, 'many');
    await api().assembly.db.pool.query(
      `INSERT INTO contact_groups (id, owner_id, name, name_key)
       SELECT gen_random_uuid(), $1, n, n FROM generate_series(1, 199) n`,
      [id],
    );
    await post('many', { name: 'Last' }).expect(201);
    expectProblem(await post('many', { name: 'More' }), 'address-book-full');
  });
});
