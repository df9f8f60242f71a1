import { describe, expect, it } from '@jest/globals';
import { expectProblem, useService } from '../api.js';
import { contactGroupOf, describeUsersOnly, somebody } from './myself.js';

const api = useService();
const pathOf = (group: string) => `/v1/me/address-book/contact-groups/${group}`;
const nobody = '00000000-0000-7000-8000-00000000beef';

describe('200', () => {
  it('rule 6.2: shows a contact group of whoever asks', async () => {
    const { from } = await somebody(api);
    const id = await contactGroupOf({ from }, 'Family');
    expect((await from().get(pathOf(id)).expect(200)).body).toEqual({ id, name: 'Family' });
  });
});

describe('304', () => {
  it('answers the present ETag without a body', async () => {
    const { from } = await somebody(api);
    const path = pathOf(await contactGroupOf({ from }, 'Family'));
    const { headers } = await from().get(path).expect(200);
    await from().get(path).set('If-None-Match', headers['etag']!).expect(304);
  });
});

describeUsersOnly(api, (agent) => agent.get(pathOf(nobody)));

describe('404', () => {
  it('rule 6.2: knows none of anybody else', async () => {
    const [{ from }, other] = [await somebody(api), await somebody(api)];
    const theirs = await contactGroupOf(other, 'Theirs');
    for (const id of [theirs, nobody, 'x']) {
      expectProblem(await from().get(pathOf(id)), 'contact-group-not-found');
    }
  });
});
