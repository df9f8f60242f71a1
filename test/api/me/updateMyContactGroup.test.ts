import { beforeAll, describe, expect, it } from '@jest/globals';
import { auditOf, expectProblem } from '../api.js';
import { denyEditing } from '../address-book/books.js';
import {
  contactGroupOf,
  closeOutside,
  describeUsersOnly,
  outside,
  somebody,
  useServiceBehindProxy,
} from './myself.js';

const api = useServiceBehindProxy();
const pathOf = (group: string) => `/v1/me/address-book/contact-groups/${group}`;
const nobody = '00000000-0000-7000-8000-00000000beef';
beforeAll(() => closeOutside(api));

async function withGroup() {
  const person = await somebody(api);
  const id = await contactGroupOf(person, 'Family');
  const patch = (body: object, address?: string) => person.from(address).patch(pathOf(id)).send(body);
  const read = async () => (await person.from().get(pathOf(id)).expect(200)).body as unknown;
  return { ...person, id, patch, read };
}

describe('200', () => {
  it('rules 2.12, 6.2: renames a contact group of whoever asks', async () => {
    const { user, id, patch, read } = await withGroup();
    const { body } = await patch({ name: 'Friends' }).expect(200);
    expect(body).toEqual({ id, name: 'Friends' });
    expect(await read()).toEqual(body);
    const [event] = await auditOf(api, user.id);
    expect(event).toMatchObject({
      action: 'address-book.contact-group-changed',
      actor: { kind: 'user', id: user.id },
    });
  });
});

describe('400', () => {
  it('refuses an empty name', async () => {
    expectProblem(await (await withGroup()).patch({ name: '' }), 'malformed-request', '/name');
  });
});

describeUsersOnly(api, (agent) => agent.patch(pathOf(nobody)).send({ name: 'x' }));

describe('403', () => {
  it('rule 6.2: needs the right in the zone that the request comes from', async () => {
    const { user, id, patch, read } = await withGroup();
    expectProblem(await patch({ name: 'X' }, outside), 'address-book-editing-refused');
    await denyEditing(api, user.id);
    expectProblem(await patch({ name: 'X' }), 'address-book-editing-refused');
    expect(await read()).toEqual({ id, name: 'Family' });
  });
});

describe('404', () => {
  it('rule 6.2: knows none of anybody else', async () => {
    const [{ from }, other] = [await somebody(api), await withGroup()];
    expectProblem(await from().patch(pathOf(other.id)).send({ name: 'X' }), 'contact-group-not-found');
    expect(await other.read()).toEqual({ id: other.id, name: 'Family' });
  });
});

describe('409', () => {
  it('takes no name of another one', async () => {
    const { from, patch } = await withGroup();
    await contactGroupOf({ from }, 'Friends');
    expectProblem(await patch({ name: 'friends' }), 'contact-group-name-taken');
  });
});

describe('412', () => {
  it('refuses a stale If-Match, and takes the present one', async () => {
    const { from, id, patch } = await withGroup();
    expectProblem(await patch({ name: 'X' }).set('If-Match', '"stale"'), 'precondition-failed');
    const { headers } = await from().get(pathOf(id)).expect(200);
    await patch({ name: 'X' }).set('If-Match', headers['etag']!).expect(200);
  });
});
