import { describe, expect, it } from '@jest/globals';
import {
  createUser,
  describeIfNoneMatch,
  describeRefusedCallers,
  expectProblem,
  useService,
} from '../api.js';
import { addEntry, bookOf, denyEditing, readBook } from './books.js';

const api = useService();
const pathOf = (user: string, entry: string) => `${bookOf(user)}/entries/${entry}`;

describe('200', () => {
  it('rule 6.1: reads one as the list has it, to the administrator and to the owner', async () => {
    await createUser(api, 'owner');
    const { id } = await addEntry(api, 'owner', 'moore@guest.example');
    for (const query of [{}, { as: 'owner' }]) {
      const { body } = await api().request().get(pathOf('owner', id.toUpperCase())).query(query).expect(200);
      expect([body]).toEqual(await readBook(api, 'owner', query));
      expect(body.mayDelete).toBe(true);
    }
    await denyEditing(api, 'owner');
    const { body } = await api().request().get(pathOf('owner', id)).query({ as: 'owner' }).expect(200);
    expect(body.mayDelete).toBe(false);
  });
});

describeIfNoneMatch(api, async () => pathOf('owner', (await readBook(api, 'owner'))[0]!.id));

describe('400', () => {
  it('refuses an address that is none', async () => {
    const request = api().request().get(pathOf('owner', 'x')).query({ as: 'owner', clientIp: 'x' });
    expectProblem(await request, 'invalid-address', 'clientIp');
  });
});

describeRefusedCallers(api, (agent) => agent.get(pathOf('owner', 'x')), ['address-books:read']);

describe('404', () => {
  it('knows nobody, and nothing of other books', async () => {
    const stranger = await createUser(api, 'stranger');
    const { id } = await addEntry(api, 'stranger', 'elsewhere@guest.example');
    expectProblem(await api().request().get(pathOf('nobody', id)), 'user-not-found');
    for (const entry of [id, stranger.id, 'stranger', '00000000-0000-7000-8000-00000000beef']) {
      expectProblem(await api().request().get(pathOf('owner', entry)), 'entry-not-found');
    }
  });

  it('rule 6.3: nobody finds themselves', async () => {
    const self = await createUser(api, 'self');
    await api()
      .request()
      .put('/v1/groups/ungrouped/address-book')
      .send({ groups: ['ungrouped'] })
      .expect(200);
    expect((await readBook(api, 'self')).length).toBeGreaterThan(1);
    expectProblem(await api().request().get(pathOf('self', self.id)), 'entry-not-found');
  });
});
