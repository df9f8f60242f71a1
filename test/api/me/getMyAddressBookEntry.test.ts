import { describe, expect, it } from '@jest/globals';
import { expectProblem } from '../api.js';
import { addEntry } from '../address-book/books.js';
import {
  closeOutside,
  describeUsersOnly,
  inside,
  outside,
  somebody,
  useServiceBehindProxy,
} from './myself.js';

const api = useServiceBehindProxy();
const pathOf = (entry: string) => `/v1/me/address-book/entries/${entry}`;
const nobody = '00000000-0000-7000-8000-00000000beef';

describe('200', () => {
  it('rule 2.12: shows a contact to the owner, who may delete it where they have the right', async () => {
    const { user, from } = await somebody(api);
    const { id } = await addEntry(api, user.id, 'moore@guest.example', { displayName: 'Moore' });
    await closeOutside(api);
    const { body } = await from(inside).get(pathOf(id.toUpperCase())).expect(200);
    expect(body).toMatchObject({ id, displayName: 'Moore', mayDelete: true, contactGroups: [] });
    expect((await from(outside).get(pathOf(id)).expect(200)).body).toEqual({ ...body, mayDelete: false });
  });
});

describe('304', () => {
  it('answers the present ETag without a body', async () => {
    const { user, from } = await somebody(api);
    const { id } = await addEntry(api, user.id, 'moore@guest.example');
    const { headers } = await from().get(pathOf(id)).expect(200);
    await from().get(pathOf(id)).set('If-None-Match', headers['etag']!).expect(304);
  });
});

describeUsersOnly(api, (agent) => agent.get(pathOf(nobody)));

describe('404', () => {
  it('rule 2.12: knows no contact that is in somebody else’s book', async () => {
    const [{ from }, other] = [await somebody(api), await somebody(api)];
    const { id } = await addEntry(api, other.user.id, 'moore@guest.example');
    for (const entry of [id, nobody, 'x']) {
      expectProblem(await from().get(pathOf(entry)), 'entry-not-found');
    }
  });
});
