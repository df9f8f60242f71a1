import { beforeAll, describe, expect, it } from '@jest/globals';
import { auditOf, createGroup, createUser, expectProblem } from '../api.js';
import { addEntry, denyEditing, namesIn, showGroups } from '../address-book/books.js';
import {
  contactGroupOf,
  closeOutside,
  describeUsersOnly,
  outside,
  somebody,
  useServiceBehindProxy,
} from './myself.js';

const api = useServiceBehindProxy();
const pathOf = (entry: string) => `/v1/me/address-book/entries/${entry}`;
const nobody = '00000000-0000-7000-8000-00000000beef';
beforeAll(() => closeOutside(api));

async function withContact() {
  const person = await somebody(api);
  const { id } = await addEntry(api, person.user.id, 'moore@guest.example', { displayName: 'Moore' });
  const patch = (body: object, address?: string) => person.from(address).patch(pathOf(id)).send(body);
  return { ...person, id, patch };
}

describe('200', () => {
  it('rules 2.12, 6.2: renames and arranges a contact for whoever asks', async () => {
    const { user, from, id, patch } = await withContact();
    const family = await contactGroupOf({ from }, 'Family');
    const { body } = await patch({ displayName: 'Albert', contactGroups: [family] }).expect(200);
    expect(body).toMatchObject({ id, displayName: 'Albert', renamed: true, contactGroups: [family] });
    expect((await from().get(pathOf(id))).body).toEqual(body);
    const [event] = await auditOf(api, user.id);
    expect(event).toMatchObject({
      action: 'address-book.entry-changed',
      actor: { kind: 'user', id: user.id },
      before: { displayName: 'Moore', contactGroups: [] },
      after: { displayName: 'Albert', contactGroups: [family] },
    });
  });

  it('rule 6.2: renames whom a group shows, in no other book', async () => {
    const team = await createGroup(api, 'Team');
    await showGroups(api, team.id, team.id);
    const { user, from } = await somebody(api, { groups: [team.id], displayName: 'Owner' });
    const bert = await createUser(api, 'bert', { groups: [team.id], displayName: 'Bert' });
    await createUser(api, 'carl', { groups: [team.id], displayName: 'Carl' });
    await from().patch(pathOf(bert.id)).send({ displayName: 'B.' }).expect(200);
    expect(await namesIn(api, user.id)).toEqual(['B.', 'Carl']);
    expect(await namesIn(api, 'carl')).toEqual(['Bert', 'Owner']);
  });
});

describe('400', () => {
  it('refuses what cannot be changed', async () => {
    const { patch } = await withContact();
    expectProblem(await patch({ callString: 'x@y' }), 'malformed-request', '/callString');
  });
});

describeUsersOnly(api, (agent) => agent.patch(pathOf(nobody)).send({ displayName: 'x' }));

describe('403', () => {
  it('rule 6.2: needs the right in the zone that the request comes from', async () => {
    const { user, patch } = await withContact();
    expectProblem(await patch({ displayName: 'X' }, outside), 'address-book-editing-refused');
    await denyEditing(api, user.id);
    expectProblem(await patch({ displayName: 'X' }), 'address-book-editing-refused');
    expect(await namesIn(api, user.id)).toEqual(['Moore']);
  });
});

describe('404', () => {
  it('rule 2.12: knows no contact, and no contact group, of anybody else', async () => {
    const [{ from, patch }, other] = [await withContact(), await somebody(api)];
    const theirs = await contactGroupOf(other, 'Theirs');
    expectProblem(await patch({ contactGroups: [theirs] }), 'contact-group-not-found');
    const { id } = await addEntry(api, other.user.id, '#sip:7');
    expectProblem(await from().patch(pathOf(id)).send({ displayName: 'X' }), 'entry-not-found');
    expect(await namesIn(api, other.user.id)).toEqual(['#sip:7']);
  });
});

describe('412', () => {
  it('refuses a stale If-Match, and takes the present one', async () => {
    const { from, id, patch } = await withContact();
    expectProblem(await patch({ displayName: 'X' }).set('If-Match', '"stale"'), 'precondition-failed');
    const { headers } = await from().get(pathOf(id)).expect(200);
    await patch({ displayName: 'X' }).set('If-Match', headers['etag']!).expect(200);
  });
});
