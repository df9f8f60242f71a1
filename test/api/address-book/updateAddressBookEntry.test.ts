import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Group } from '../../../src/groups/groups.schema.js';
import {
  auditOf,
  createGroup,
  createUser,
  describeIfMatch,
  describeRefusedCallers,
  expectProblem,
  useService,
} from '../api.js';
import { addContactGroup, addEntry, bookOf, denyEditing, namesIn, readBook, showGroups } from './books.js';

const api = useService();
const pathOf = (user: string, entry: string) => `${bookOf(user)}/entries/${entry}`;
const patch = (user: string, entry: string, body: object, query: object = {}) =>
  api().request().patch(pathOf(user, entry)).query(query).send(body);

let team: Group;
beforeAll(async () => {
  team = await createGroup(api, 'Team');
  await showGroups(api, team.id, team.id);
});

let count = 0;
/** Two who see each other. */
async function pair(): Promise<[string, string]> {
  count += 1;
  const group = await createGroup(api, `Pair ${count}`);
  await showGroups(api, group.id, group.id);
  const [one, two] = [`one${count}`, `two${count}`];
  await createUser(api, one, { groups: [group.id] });
  return [one, (await createUser(api, two, { displayName: 'Two', groups: [group.id] })).id];
}

describe('200', () => {
  it('rule 6.2: renames a contact that a group shows, for this user alone, and takes the name back', async () => {
    const [owner, contact] = await pair();
    const { body } = await patch(owner, contact, { displayName: 'Mine' }, { as: 'owner' }).expect(200);
    expect(body).toMatchObject({ displayName: 'Mine', renamed: true, mayDelete: false });
    expect(body.user.displayName).toBe('Two');
    expect((await api().request().get(`/v1/users/${contact}`)).body.displayName).toBe('Two');
    expect(await namesIn(api, owner)).toEqual(['Mine']);
    const { body: back } = await patch(owner, contact, { displayName: null }).expect(200);
    expect(back).toMatchObject({ displayName: 'Two', renamed: false });
  });

  it('keeps the name of a contact whom groups stop to show, until they show them again', async () => {
    const [owner, contact] = await pair();
    await patch(owner, contact, { displayName: 'Mine' }).expect(200);
    const group = (await api().request().get(`/v1/users/${owner}/groups`)).body.items[0].id as string;
    await showGroups(api, group);
    expect(await namesIn(api, owner)).toEqual([]);
    await showGroups(api, group, group);
    expect(await namesIn(api, owner)).toEqual(['Mine']);
  });

  it('takes the name of an entry back to what it is without one', async () => {
    await createUser(api, 'back');
    const moore = await addEntry(api, 'back', 'moore@guest.example', { displayName: 'Moore' });
    const { body } = await patch('back', moore.id, { displayName: null }).expect(200);
    expect(body).toMatchObject({ displayName: 'moore@guest.example', mayDelete: true });
    const person = await createUser(api, 'person', { displayName: 'Person' });
    await addEntry(api, 'back', 'person', { displayName: 'Friend' });
    expect((await patch('back', person.id, { displayName: null }).expect(200)).body).toMatchObject({
      displayName: 'Person',
      renamed: false,
    });
  });

  it('rule 6.2: puts a contact into contact groups, and out of them', async () => {
    const [owner, contact] = await pair();
    const [a, b] = [await addContactGroup(api, owner, 'A'), await addContactGroup(api, owner, 'B')];
    const arrange = async (...contactGroups: string[]) =>
      (await patch(owner, contact, { contactGroups }, { as: 'owner' }).expect(200)).body
        .contactGroups as string[];
    expect(await arrange(b, a, b.toUpperCase())).toEqual([a, b]);
    expect(await arrange(b)).toEqual([b]);
    const renamed = await patch(owner, contact, { displayName: 'Mine' }, { as: 'owner' }).expect(200);
    expect(renamed.body.contactGroups).toEqual([b]);
    expect(await arrange()).toEqual([]);
  });

  it('rule 12.2: records what was and what is, and nothing where nothing changes', async () => {
    const [owner, contact] = await pair();
    await patch(owner, contact, {}).expect(200);
    await patch(owner, contact, { displayName: null }).expect(200);
    await patch(owner, contact, { displayName: 'Mine' }).expect(200);
    await patch(owner, contact, { displayName: 'Mine' }).expect(200);
    const events = (await auditOf(api, contact)).filter(({ action }) => action.startsWith('address-book'));
    expect(events).toMatchObject([
      {
        action: 'address-book.entry-changed',
        target: { name: owner },
        related: { kind: 'user', id: contact },
        before: { displayName: 'Two' },
        after: { displayName: 'Mine' },
      },
    ]);
  });
});

describe('400', () => {
  it.each([
    [{ displayName: '' }, '/displayName'],
    [{ displayName: 7 }, '/displayName'],
    [{ contactGroups: 'x' }, '/contactGroups'],
    [{ contactGroups: null }, '/contactGroups'],
    [{ callString: 'x@y' }, '/callString'],
  ])('refuses %j', async (body, pointer) => {
    const [owner, contact] = await pair();
    expectProblem(await patch(owner, contact, body), 'malformed-request', pointer);
  });
});

describeRefusedCallers(api, (agent) => agent.patch(pathOf('one1', 'x')).send({}), ['address-books:write']);

describe('403', () => {
  it('rule 6.2: lets no owner rename without the right, and the administrator do it for them', async () => {
    const [owner, contact] = await pair();
    await denyEditing(api, owner);
    const body = { displayName: 'Mine' };
    const refused = await patch(owner, contact, body, { as: 'owner', clientIp: '127.0.0.1' });
    expectProblem(refused, 'address-book-editing-refused');
    expect(await namesIn(api, owner)).toEqual(['Two']);
    await patch(owner, contact, body).expect(200);
  });

  it('rule 6.2: lets the owner alone arrange contacts', async () => {
    const [owner, contact] = await pair();
    const contactGroups = [await addContactGroup(api, owner, 'Mine')];
    expectProblem(await patch(owner, contact, { contactGroups }), 'contact-groups-private');
    await denyEditing(api, owner);
    const refused = await patch(owner, contact, { contactGroups }, { as: 'owner' });
    expectProblem(refused, 'address-book-editing-refused');
    expect(await readBook(api, owner, { as: 'owner' })).toMatchObject([{ contactGroups: [] }]);
  });
});

describe('404', () => {
  it('knows no such contact, and no contact group of somebody else', async () => {
    const [owner, contact] = await pair();
    const [other] = await pair();
    expectProblem(await patch('nobody', contact, {}), 'user-not-found');
    expectProblem(await patch(other, contact, { displayName: 'X' }), 'entry-not-found');
    const theirs = await addContactGroup(api, other, 'Theirs');
    for (const id of [theirs, 'x', '00000000-0000-7000-8000-00000000beef']) {
      const response = await patch(owner, contact, { contactGroups: [id] }, { as: 'owner' });
      expectProblem(response, 'contact-group-not-found');
    }
  });
});

describeIfMatch(api, async () => {
  const [owner, contact] = await pair();
  const path = pathOf(owner, contact);
  return { path, write: (agent) => agent.patch(path).send({ displayName: 'Matched' }) };
});

describe('412', () => {
  it('takes a tag from before the person came online: nobody decides on that', async () => {
    const [owner, contact] = await pair();
    const { headers } = await api().request().get(pathOf(owner, contact));
    const body = { ttlSeconds: 60, items: [{ user: contact, status: 'online' }] };
    await api().request().post('/v1/presence').send(body).expect(200);
    expect(await readBook(api, owner)).toMatchObject([{ user: { status: 'online' } }]);
    const write = patch(owner, contact, { displayName: 'X' }).set('If-Match', headers['etag']!);
    await write.expect(200);
  });
});

describe('422', () => {
  it('holds 10,000 names and 1,000 contacts of a contact group, and no more', async () => {
    const [owner, contact] = await pair();
    const { id } = (await api().request().get(`/v1/users/${owner}`)).body;
    const { pool } = api().assembly.db;
    const group = await addContactGroup(api, owner, 'Full');
    await pool.query(
      `INSERT INTO contact_group_contacts (contact_group_id, contact_id)
       SELECT $1, gen_random_uuid() FROM generate_series(1, 1000)`,
      [group],
    );
    const arranged = await patch(owner, contact, { contactGroups: [group] }, { as: 'owner' });
    expectProblem(arranged, 'address-book-full');
    await pool.query(
      `INSERT INTO address_book_entries (owner_id, contact_id, call_string, call_key, display_name, name_key, is_added_by_user)
       SELECT $1, gen_random_uuid(), '#sip:' || n, '#sip:' || n, n, n, TRUE FROM generate_series(1, 10000) n`,
      [id],
    );
    expectProblem(await patch(owner, contact, { displayName: 'X' }), 'address-book-full');
  });
});
