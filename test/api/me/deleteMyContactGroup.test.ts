import { beforeAll, describe, expect, it } from '@jest/globals';
import { auditOf, expectProblem } from '../api.js';
import { addEntry, denyEditing, namesIn } from '../address-book/books.js';
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
  return { ...person, id: await contactGroupOf(person, 'Family') };
}

describe('204', () => {
  it('rules 2.12, 6.2: deletes a contact group of whoever asks, and leaves its contacts', async () => {
    const { user, from, id } = await withGroup();
    const contact = await addEntry(api, user.id, 'moore@guest.example');
    const arrange = from().patch(`/v1/me/address-book/entries/${contact.id}`);
    await arrange.send({ contactGroups: [id] }).expect(200);
    await from().delete(pathOf(id)).expect(204);
    expectProblem(await from().get(pathOf(id)), 'contact-group-not-found');
    expect(await namesIn(api, user.id)).toEqual(['moore@guest.example']);
    const [event] = await auditOf(api, user.id);
    expect(event).toMatchObject({
      action: 'address-book.contact-group-deleted',
      actor: { kind: 'user', id: user.id },
    });
  });
});

describeUsersOnly(api, (agent) => agent.delete(pathOf(nobody)));

describe('403', () => {
  it('rule 6.2: needs the right in the zone that the request comes from', async () => {
    const { user, from, id } = await withGroup();
    expectProblem(await from(outside).delete(pathOf(id)), 'address-book-editing-refused');
    await denyEditing(api, user.id);
    expectProblem(await from().delete(pathOf(id)), 'address-book-editing-refused');
    await from().get(pathOf(id)).expect(200);
  });
});

describe('404', () => {
  it('rule 6.2: knows none of anybody else', async () => {
    const [{ from }, other] = [await somebody(api), await withGroup()];
    expectProblem(await from().delete(pathOf(other.id)), 'contact-group-not-found');
    await other.from().get(pathOf(other.id)).expect(200);
  });
});

describe('412', () => {
  it('refuses a stale If-Match, and takes the present one', async () => {
    const { from, id } = await withGroup();
    expectProblem(await from().delete(pathOf(id)).set('If-Match', '"stale"'), 'precondition-failed');
    const { headers } = await from().get(pathOf(id)).expect(200);
    await from().delete(pathOf(id)).set('If-Match', headers['etag']!).expect(204);
  });
});
