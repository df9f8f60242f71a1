import { beforeAll, describe, expect, it } from '@jest/globals';
import { auditOf, createGroup, createUser, expectProblem } from '../api.js';
import { addEntry, denyEditing, namesIn, readBook, showGroups } from '../address-book/books.js';
import { closeOutside, describeUsersOnly, outside, somebody, useServiceBehindProxy } from './myself.js';

const api = useServiceBehindProxy();
const pathOf = (entry: string) => `/v1/me/address-book/entries/${entry}`;
const nobody = '00000000-0000-7000-8000-00000000beef';
beforeAll(() => closeOutside(api));

async function withContact() {
  const person = await somebody(api);
  const { id } = await addEntry(api, person.user.id, 'moore@guest.example', { displayName: 'Moore' });
  return { ...person, id };
}

describe('204', () => {
  it('rules 2.12, 6.1: deletes what was given and what was added', async () => {
    const { user, from, id } = await withContact();
    const own = await from().post('/v1/me/address-book/entries').send({ callString: '#sip:7' }).expect(201);
    await from().delete(pathOf(id)).expect(204);
    const [event] = await auditOf(api, user.id);
    expect(event).toMatchObject({
      action: 'address-book.entry-removed',
      actor: { kind: 'user', id: user.id },
      related: { id },
    });
    await from()
      .delete(pathOf(own.body.id as string))
      .expect(204);
    expect(await readBook(api, user.id)).toEqual([]);
  });
});

describeUsersOnly(api, (agent) => agent.delete(pathOf(nobody)));

describe('403', () => {
  it('rule 6.2: needs the right in the zone that the request comes from', async () => {
    const { user, from, id } = await withContact();
    expectProblem(await from(outside).delete(pathOf(id)), 'address-book-editing-refused');
    await denyEditing(api, user.id);
    expectProblem(await from().delete(pathOf(id)), 'address-book-editing-refused');
    expect(await namesIn(api, user.id)).toEqual(['Moore']);
  });
});

describe('404', () => {
  it('rule 2.12: knows no contact of anybody else', async () => {
    const [{ from }, other] = [await somebody(api), await withContact()];
    expectProblem(await from().delete(pathOf(other.id)), 'entry-not-found');
    expect(await namesIn(api, other.user.id)).toEqual(['Moore']);
  });
});

describe('409', () => {
  it('rule 6.1: leaves what a group shows', async () => {
    const team = await createGroup(api, 'Team');
    await showGroups(api, team.id, team.id);
    const { user, from } = await somebody(api, { groups: [team.id] });
    const bert = await createUser(api, 'bert', { groups: [team.id], displayName: 'Bert' });
    expectProblem(await from().delete(pathOf(bert.id)), 'entry-of-group');
    expect(await namesIn(api, user.id)).toEqual(['Bert']);
  });
});

describe('412', () => {
  it('refuses a stale If-Match, and takes the present one', async () => {
    const { from, id } = await withContact();
    expectProblem(await from().delete(pathOf(id)).set('If-Match', '"stale"'), 'precondition-failed');
    const { headers } = await from().get(pathOf(id)).expect(200);
    await from().delete(pathOf(id)).set('If-Match', headers['etag']!).expect(204);
  });
});
