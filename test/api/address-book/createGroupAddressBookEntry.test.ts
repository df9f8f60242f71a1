import { describe, expect, it } from '@jest/globals';
import {
  auditOf,
  createAlias,
  createGroup,
  createUser,
  describeRefusedCallers,
  expectProblem,
  useService,
} from '../api.js';
import { addGroupEntry, groupBookOf, readBook } from './books.js';

const api = useService();
const post = (group: string, body: object) =>
  api()
    .request()
    .post(`${groupBookOf(group)}/entries`)
    .send(body);
const moore = { callString: 'moore@guest.example', displayName: 'Albert Moore (Guest)' };

describe('201', () => {
  it('rule 6.1: shows a contact to everybody in the group but the contact', async () => {
    const group = await createGroup(api, 'Shown');
    const anna = await createUser(api, 'anna', { displayName: 'Anna', groups: [group.id] });
    await createUser(api, 'bert', { groups: [group.id] });
    const { body } = await post(group.id, moore).expect(201);
    expect(body).toEqual({ id: body.id, ...moore, user: null });
    const { body: entry } = await post(group.id, { callString: anna.id }).expect(201);
    expect(entry).toMatchObject({ id: anna.id, callString: 'anna@corp.example', displayName: 'Anna' });
    expect(await readBook(api, 'anna')).toMatchObject([{ id: body.id, mayDelete: false }]);
    expect(await readBook(api, 'bert')).toMatchObject([{ id: body.id }, { id: anna.id }]);
  });

  it('rule 12.2: is found in the log from both ends', async () => {
    const [group, user] = [await createGroup(api, 'Audited'), await createUser(api, 'audited')];
    await addGroupEntry(api, group.id, 'audited', 'Name');
    for (const end of [group.id, user.id]) {
      expect((await auditOf(api, end))[0]).toMatchObject({
        action: 'group.address-book-entry-added',
        target: { kind: 'group', id: group.id },
        related: { kind: 'user', id: user.id },
        after: { displayName: 'Name' },
      });
    }
  });

  it('replays with the same Idempotency-Key', async () => {
    const group = await createGroup(api, 'Once');
    const first = await post(group.id, moore).set('Idempotency-Key', 'entry');
    const second = await post(group.id, moore).set('Idempotency-Key', 'entry');
    expect([second.status, second.text]).toEqual([201, first.text]);
  });
});

describe('400', () => {
  it.each([
    [{}, '/callString'],
    [{ ...moore, displayName: '' }, '/displayName'],
    [{ ...moore, origin: 'group' }, '/origin'],
  ])('refuses %j', async (body, pointer) => {
    expectProblem(await post('guests', body), 'malformed-request', pointer);
  });
});

describeRefusedCallers(api, (agent) => agent.post(`${groupBookOf('guests')}/entries`).send(moore), [
  'address-books:write',
]);

describe('404', () => {
  it('knows no such group', async () => {
    expectProblem(await post('nonsense', moore), 'group-not-found');
  });
});

describe('409', () => {
  it('rule 6.3: nobody is there twice', async () => {
    const group = await createGroup(api, 'Twice');
    await post(group.id, moore).expect(201);
    expectProblem(await post(group.id, { callString: 'MOORE@guest.example' }), 'entry-taken');
  });
});

describe('422', () => {
  it.each([
    ['not a call string', 'invalid-call-string'],
    ['nobody', 'contact-unknown'],
    ['111', 'alias-as-contact'],
  ] as const)('rule 5.4: refuses %s', async (callString, code) => {
    await createAlias(api, '111', '#sip:1').catch(() => undefined);
    expectProblem(await post('guests', { callString }), code, '/callString');
  });

  it('holds 10,000 and no more', async () => {
    const group = await createGroup(api, 'Full');
    await api().assembly.db.pool.query(
      `INSERT INTO group_book_entries (group_id, contact_id, call_string, call_key, display_name, name_key)
       SELECT $1, gen_random_uuid(), '#sip:' || n, '#sip:' || n, n, n FROM generate_series(1, 9999) n`,
      [group.id],
    );
    await post(group.id, moore).expect(201);
    expectProblem(await post(group.id, { callString: 'more@guest.example' }), 'address-book-full');
  });
});
