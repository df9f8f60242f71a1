import { describe, expect, it } from '@jest/globals';
import {
  auditOf,
  createUser,
  describeIfMatch,
  describeRefusedCallers,
  expectProblem,
  useService,
} from '../api.js';
import { addContactGroup, addEntry, bookOf, denyEditing, readBook } from './books.js';

const api = useService();
const pathOf = (user: string, group: string) => `${bookOf(user)}/contact-groups/${group}`;
const remove = (user: string, group: string, query: object = { as: 'owner' }) =>
  api().request().delete(pathOf(user, group)).query(query);

describe('204', () => {
  it('rule 6.2: deletes one, and leaves its contacts in the book', async () => {
    const { id: owner } = await createUser(api, 'owner');
    const id = await addContactGroup(api, 'owner', 'Family');
    const { id: entry } = await addEntry(api, 'owner', 'moore@guest.example');
    const arrange = api()
      .request()
      .patch(`${bookOf('owner')}/entries/${entry}`)
      .query({ as: 'owner' });
    await arrange.send({ contactGroups: [id] }).expect(200);
    await remove('owner', id).expect(204);
    expect(await readBook(api, 'owner', { as: 'owner' })).toMatchObject([{ contactGroups: [] }]);
    expectProblem(await remove('owner', id), 'contact-group-not-found');
    expect((await auditOf(api, owner))[0]).toMatchObject({
      action: 'address-book.contact-group-deleted',
      related: { id },
    });
  });
});

describeRefusedCallers(api, (agent) => agent.delete(`${pathOf('owner', 'x')}?as=owner`), [
  'address-books:write',
]);

describe('403', () => {
  it('rule 6.2: not by the administrator, and not without the right', async () => {
    await createUser(api, 'denied');
    const id = await addContactGroup(api, 'denied', 'Name');
    expectProblem(await remove('denied', id, {}), 'contact-groups-private');
    await denyEditing(api, 'denied');
    expectProblem(await remove('denied', id), 'address-book-editing-refused');
  });
});

describe('404', () => {
  it('knows none of another user', async () => {
    await createUser(api, 'other');
    const id = await addContactGroup(api, 'owner', 'Not yours');
    expectProblem(await remove('other', id), 'contact-group-not-found');
    expectProblem(await remove('nobody', id), 'user-not-found');
  });
});

describeIfMatch(api, async () => {
  const path = `${pathOf('owner', await addContactGroup(api, 'owner', `Match ${Math.random()}`))}?as=owner`;
  return { path, write: (agent) => agent.delete(path) };
});
