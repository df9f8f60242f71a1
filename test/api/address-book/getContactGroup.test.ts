import { describe, expect, it } from '@jest/globals';
import {
  createUser,
  describeIfNoneMatch,
  describeRefusedCallers,
  expectProblem,
  useService,
} from '../api.js';
import { addContactGroup, bookOf } from './books.js';

const api = useService();
const pathOf = (user: string, group: string) => `${bookOf(user)}/contact-groups/${group}`;
const get = (user: string, group: string, query: object = { as: 'owner' }) =>
  api().request().get(pathOf(user, group)).query(query);

describe('200', () => {
  it('rule 6.2: reads one for its owner', async () => {
    await createUser(api, 'owner');
    const id = await addContactGroup(api, 'owner', 'Family');
    expect((await get('owner', id.toUpperCase()).expect(200)).body).toEqual({ id, name: 'Family' });
  });
});

describeIfNoneMatch(
  api,
  async () => `${pathOf('owner', await addContactGroup(api, 'owner', 'Tag'))}?as=owner`,
);

describe('400', () => {
  it('refuses an address that is none', async () => {
    expectProblem(await get('owner', 'x', { as: 'owner', clientIp: 'x' }), 'invalid-address', 'clientIp');
  });
});

describeRefusedCallers(api, (agent) => agent.get(`${pathOf('owner', 'x')}?as=owner`), ['address-books:read']);

describe('403', () => {
  it('rule 6.2: shows none to anybody else', async () => {
    const id = await addContactGroup(api, 'owner', 'Mine');
    expectProblem(await get('owner', id, {}), 'contact-groups-private');
  });
});

describe('404', () => {
  it('knows none of another user', async () => {
    await createUser(api, 'other');
    const id = await addContactGroup(api, 'owner', 'Not yours');
    for (const group of [id, 'x', '00000000-0000-7000-8000-00000000beef']) {
      expectProblem(await get('other', group), 'contact-group-not-found');
    }
    expectProblem(await get('nobody', id), 'user-not-found');
  });
});
