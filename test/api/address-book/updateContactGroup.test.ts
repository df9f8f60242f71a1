import { describe, expect, it } from '@jest/globals';
import {
  auditOf,
  createUser,
  describeIfMatch,
  describeRefusedCallers,
  expectProblem,
  useService,
} from '../api.js';
import { addContactGroup, bookOf, denyEditing } from './books.js';

const api = useService();
const pathOf = (user: string, group: string) => `${bookOf(user)}/contact-groups/${group}`;
const patch = (user: string, group: string, body: object, query: object = { as: 'owner' }) =>
  api().request().patch(pathOf(user, group)).query(query).send(body);

describe('200', () => {
  it('rule 6.2: renames one, also to another spelling of its name', async () => {
    const { id: owner } = await createUser(api, 'owner');
    const id = await addContactGroup(api, 'owner', 'Family');
    expect((await patch('owner', id, { name: 'FAMILY' }).expect(200)).body).toEqual({ id, name: 'FAMILY' });
    await patch('owner', id, { name: 'FAMILY' }).expect(200);
    await patch('owner', id, {}).expect(200);
    const events = (await auditOf(api, owner)).filter(({ action }) =>
      action.endsWith('contact-group-changed'),
    );
    expect(events).toHaveLength(1);
    expect(JSON.stringify(events)).not.toMatch(/family/i);
  });
});

describe('400', () => {
  it.each([
    [{ name: '' }, '/name'],
    [{ name: null }, '/name'],
    [{ id: 'x' }, '/id'],
  ])('refuses %j', async (body, pointer) => {
    expectProblem(await patch('owner', 'x', body), 'malformed-request', pointer);
  });
});

describeRefusedCallers(api, (agent) => agent.patch(`${pathOf('owner', 'x')}?as=owner`).send({}), [
  'address-books:write',
]);

describe('403', () => {
  it('rule 6.2: not by the administrator, and not without the right', async () => {
    await createUser(api, 'denied');
    const id = await addContactGroup(api, 'denied', 'Name');
    expectProblem(await patch('denied', id, { name: 'X' }, {}), 'contact-groups-private');
    await denyEditing(api, 'denied');
    expectProblem(await patch('denied', id, { name: 'X' }), 'address-book-editing-refused');
  });
});

describe('404', () => {
  it('knows none of another user', async () => {
    await createUser(api, 'other');
    const id = await addContactGroup(api, 'owner', 'Not yours');
    expectProblem(await patch('other', id, { name: 'X' }), 'contact-group-not-found');
    expectProblem(await patch('nobody', id, { name: 'X' }), 'user-not-found');
  });
});

describe('409', () => {
  it('refuses the name of another of the user', async () => {
    await addContactGroup(api, 'owner', 'Taken');
    const id = await addContactGroup(api, 'owner', 'Second');
    expectProblem(await patch('owner', id, { name: 'taken' }), 'contact-group-name-taken');
  });
});

describeIfMatch(api, async () => {
  const path = `${pathOf('owner', await addContactGroup(api, 'owner', `Match ${Math.random()}`))}?as=owner`;
  return { path, write: (agent) => agent.patch(path).send({ name: `Matched ${Math.random()}` }) };
});
