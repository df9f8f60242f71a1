import { describe, expect, it } from '@jest/globals';
import { useService } from '../api.js';
import { denyEditing } from '../address-book/books.js';
import { contactGroupOf, describeUsersOnly, somebody } from './myself.js';

const api = useService();
const path = '/v1/me/address-book/contact-groups';

describe('200', () => {
  it('rule 6.2: lists the contact groups of whoever asks in the order of their names, and nobody else’s', async () => {
    const [{ user, from }, other] = [await somebody(api), await somebody(api)];
    expect((await from().get(path).expect(200)).body).toEqual({ items: [] });
    const [b, a] = [await contactGroupOf({ from }, 'b'), await contactGroupOf({ from }, 'A')];
    await contactGroupOf(other, 'Theirs');
    // Reading needs no right.
    await denyEditing(api, user.id);
    expect((await from().get(path).expect(200)).body).toEqual({
      items: [
        { id: a, name: 'A' },
        { id: b, name: 'b' },
      ],
    });
  });
});

describe('304', () => {
  it('answers the present ETag without a body', async () => {
    const { from } = await somebody(api);
    const { headers } = await from().get(path).expect(200);
    await from().get(path).set('If-None-Match', headers['etag']!).expect(304);
  });
});

describeUsersOnly(api, (agent) => agent.get(path));
