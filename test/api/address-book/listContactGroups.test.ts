import { describe, expect, it } from '@jest/globals';
import {
  createUser,
  describeIfNoneMatch,
  describeRefusedCallers,
  expectProblem,
  useService,
} from '../api.js';
import { addContactGroup, bookOf, denyEditing } from './books.js';

const api = useService();
const pathOf = (user: string) => `${bookOf(user)}/contact-groups`;
const get = (user: string, query: object = { as: 'owner' }) => api().request().get(pathOf(user)).query(query);

describe('200', () => {
  it('rule 6.2: lists the contact groups of one user, in the order of their names', async () => {
    await createUser(api, 'owner');
    await createUser(api, 'other');
    expect((await get('owner').expect(200)).body).toEqual({ items: [] });
    const [b, a] = [await addContactGroup(api, 'owner', 'b'), await addContactGroup(api, 'owner', 'A')];
    await addContactGroup(api, 'other', 'Other');
    expect((await get('owner').expect(200)).body.items).toEqual([
      { id: a, name: 'A' },
      { id: b, name: 'b' },
    ]);
  });

  it('rule 6.2: reading them needs no right', async () => {
    await denyEditing(api, 'owner');
    expect((await get('owner').expect(200)).body.items).toHaveLength(2);
  });
});

describeIfNoneMatch(api, () => `${pathOf('owner')}?as=owner`);

describe('400', () => {
  it('refuses an address that is none', async () => {
    expectProblem(await get('owner', { as: 'owner', clientIp: '1.2.3' }), 'invalid-address', 'clientIp');
  });
});

describeRefusedCallers(api, (agent) => agent.get(`${pathOf('owner')}?as=owner`), ['address-books:read']);

describe('403', () => {
  it('rule 6.2: shows them to the owner alone', async () => {
    expectProblem(await get('owner', {}), 'contact-groups-private');
  });
});

describe('404', () => {
  it('knows no such user', async () => {
    expectProblem(await get('nobody'), 'user-not-found');
  });
});
