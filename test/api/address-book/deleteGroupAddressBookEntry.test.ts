import { describe, expect, it } from '@jest/globals';
import {
  auditOf,
  createGroup,
  createUser,
  describeRefusedCallers,
  expectProblem,
  useService,
} from '../api.js';
import { addEntry, addGroupEntry, groupBookOf, readBook } from './books.js';

const api = useService();
const remove = (group: string, entry: string) =>
  api()
    .request()
    .delete(`${groupBookOf(group)}/entries/${entry}`);

describe('204', () => {
  it('rule 6.1: takes a contact from everybody in the group, and not what they added themselves', async () => {
    const group = await createGroup(api, 'Removed');
    await createUser(api, 'anna', { groups: [group.id] });
    await createUser(api, 'bert', { groups: [group.id] });
    const { id } = await addGroupEntry(api, group.id, 'moore@guest.example', 'Moore');
    await addEntry(api, 'anna', 'moore@guest.example', { as: 'owner' });
    await remove(group.id, id).expect(204);
    expect(await readBook(api, 'bert')).toEqual([]);
    expect(await readBook(api, 'anna')).toMatchObject([{ id, origins: [{ kind: 'user' }] }]);
    expect((await auditOf(api, group.id))[0]).toMatchObject({
      action: 'group.address-book-entry-removed',
      related: { kind: 'call-string', id, name: 'moore@guest.example' },
      before: { displayName: 'Moore' },
    });
  });
});

describeRefusedCallers(api, (agent) => agent.delete(`${groupBookOf('guests')}/entries/x`), [
  'address-books:write',
]);

describe('404', () => {
  it('knows no such group, and no such entry of it', async () => {
    const [group, other] = [await createGroup(api, 'Group'), await createGroup(api, 'Other')];
    const { id } = await addGroupEntry(api, other.id, 'moore@guest.example');
    expectProblem(await remove('nonsense', id), 'group-not-found');
    for (const entry of [id, 'x', '00000000-0000-7000-8000-00000000beef']) {
      expectProblem(await remove(group.id, entry), 'entry-not-found');
    }
  });
});
