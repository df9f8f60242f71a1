import { describe, expect, it } from '@jest/globals';
import {
  auditOf,
  createGroup,
  createUser,
  describeIfMatch,
  describeRefusedCallers,
  expectProblem,
  useService,
} from '../api.js';
import { addContactGroup, addEntry, addGroupEntry, bookOf, denyEditing, namesIn, readBook } from './books.js';

const api = useService();
const pathOf = (user: string, entry: string) => `${bookOf(user)}/entries/${entry}`;
const remove = (user: string, entry: string, query: object = {}) =>
  api().request().delete(pathOf(user, entry)).query(query);

describe('204', () => {
  it.each([{}, { as: 'owner' as const }])(
    'rule 6.1: %j deletes what was given and what was added',
    async (query) => {
      const login = `deleter${Object.keys(query).length}`;
      await createUser(api, login);
      const given = await addEntry(api, login, 'given@guest.example');
      const own = await addEntry(api, login, 'own@guest.example', { as: 'owner' });
      const both = await addEntry(api, login, 'both@guest.example', { displayName: 'Both' });
      await addEntry(api, login, 'both@guest.example', { as: 'owner' });
      for (const { id } of [given, own, both]) await remove(login, id, query).expect(204);
      expect(await readBook(api, login)).toEqual([]);
    },
  );

  it('rule 6.1: leaves what a group shows, under the name that it has there', async () => {
    const group = await createGroup(api, 'Leaving');
    await createUser(api, 'left', { groups: [group.id] });
    await addGroupEntry(api, group.id, 'moore@guest.example', 'Group’s');
    const { id } = await addEntry(api, 'left', 'moore@guest.example', { displayName: 'Own' });
    await remove('left', id, { as: 'owner' }).expect(204);
    const [row] = await readBook(api, 'left');
    expect(row).toMatchObject({ displayName: 'Group’s', mayDelete: false, renamed: false });
    expect(row!.origins).toMatchObject([{ kind: 'group' }]);
  });

  it('forgets in which contact groups it was', async () => {
    await createUser(api, 'tidy');
    const contactGroup = await addContactGroup(api, 'tidy', 'Group');
    const { id } = await addEntry(api, 'tidy', 'moore@guest.example');
    const request = api().request().patch(pathOf('tidy', id)).query({ as: 'owner' });
    await request.send({ contactGroups: [contactGroup] }).expect(200);
    await remove('tidy', id).expect(204);
    await addEntry(api, 'tidy', 'moore@guest.example');
    expect(await readBook(api, 'tidy', { as: 'owner' })).toMatchObject([{ contactGroups: [] }]);
  });

  it('rule 12.2: records what was there', async () => {
    const { id: owner } = await createUser(api, 'audited');
    const { id } = await addEntry(api, 'audited', 'moore@guest.example', { displayName: 'Moore' });
    await remove('audited', id).expect(204);
    expect((await auditOf(api, owner))[0]).toMatchObject({
      action: 'address-book.entry-removed',
      related: { id, name: 'moore@guest.example' },
      before: { displayName: 'Moore', givenByAdministrator: true, addedByUser: false },
      after: null,
    });
  });
});

describeRefusedCallers(api, (agent) => agent.delete(pathOf('audited', 'x')), ['address-books:write']);

describe('403', () => {
  it('rule 6.2: lets no owner delete without the right where they are', async () => {
    await createUser(api, 'denied');
    const { id } = await addEntry(api, 'denied', 'own@guest.example', { as: 'owner' });
    await api()
      .request()
      .patch('/v1/zones/external')
      .send({ rights: { addressBookEditing: false } });
    expectProblem(await remove('denied', id, { as: 'owner' }), 'address-book-editing-refused');
    await denyEditing(api, 'denied');
    const inside = { as: 'owner', clientIp: '127.0.0.1' };
    expectProblem(await remove('denied', id, inside), 'address-book-editing-refused');
    await api()
      .request()
      .patch('/v1/zones/external')
      .send({ rights: { addressBookEditing: true } });
    expect(await readBook(api, 'denied')).toHaveLength(1);
    await remove('denied', id).expect(204);
  });
});

describe('404', () => {
  it('knows no such contact', async () => {
    await createUser(api, 'empty');
    expectProblem(await remove('nobody', 'x'), 'user-not-found');
    for (const entry of ['x', '00000000-0000-7000-8000-00000000beef']) {
      expectProblem(await remove('empty', entry), 'entry-not-found');
    }
  });
});

describeIfMatch(api, async () => {
  const login = `match${Math.random().toString(36).slice(2)}`;
  await createUser(api, login);
  const { id } = await addEntry(api, login, 'moore@guest.example');
  const path = pathOf(login, id);
  return { path, write: (agent) => agent.delete(path) };
});

describe('422', () => {
  it('rule 6.1: deletes nothing that only a group shows, renamed or not', async () => {
    const group = await createGroup(api, 'Showing');
    await createUser(api, 'shown', { groups: [group.id] });
    const { id } = await addGroupEntry(api, group.id, 'moore@guest.example', 'Moore');
    expectProblem(await remove('shown', id), 'entry-of-group');
    expectProblem(await remove('shown', id, { as: 'owner' }), 'entry-of-group');
    await api().request().patch(pathOf('shown', id)).send({ displayName: 'Mine' }).expect(200);
    expectProblem(await remove('shown', id), 'entry-of-group');
    expect(await namesIn(api, 'shown')).toEqual(['Mine']);
  });
});

describe('rule 2.14: a user who is deleted', () => {
  it('takes along their book, and is in nobody’s; who gets the login inherits nothing', async () => {
    const group = await createGroup(api, 'Ending');
    await createUser(api, 'friend', { groups: [group.id] });
    const leaver = await createUser(api, 'leaver', { displayName: 'Leaver' });
    await addEntry(api, 'friend', 'leaver', { displayName: 'Pal' });
    await addGroupEntry(api, group.id, 'leaver', 'Colleague');
    const contactGroup = await addContactGroup(api, 'friend', 'Pals');
    const arrange = api().request().patch(pathOf('friend', leaver.id)).query({ as: 'owner' });
    await arrange.send({ contactGroups: [contactGroup] }).expect(200);
    await addEntry(api, 'leaver', 'friend');
    await addContactGroup(api, 'leaver', 'Own');

    await api().request().delete('/v1/users/leaver').expect(204);
    await createUser(api, 'leaver');
    expect(await readBook(api, 'friend')).toEqual([]);
    expect(await readBook(api, 'leaver')).toEqual([]);
    const { body } = await api()
      .request()
      .get(`${bookOf('leaver')}/contact-groups`)
      .query({ as: 'owner' });
    expect(body.items).toEqual([]);
    const { rows } = await api().assembly.db.pool.query(
      `SELECT FROM address_book_entries WHERE $1 IN (owner_id, contact_id) UNION ALL
       SELECT FROM group_book_entries WHERE contact_id = $1 UNION ALL
       SELECT FROM contact_groups WHERE owner_id = $1 UNION ALL
       SELECT FROM contact_group_contacts WHERE contact_id = $1`,
      [leaver.id],
    );
    expect(rows).toEqual([]);
  });
});
