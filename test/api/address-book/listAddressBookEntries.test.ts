import { describe, expect, it } from '@jest/globals';
import {
  createAlias,
  createGroup,
  createUser,
  describeIfNoneMatch,
  describeRefusedCallers,
  expectProblem,
  join,
  useService,
} from '../api.js';
import {
  addContactGroup,
  addEntry,
  addGroupEntry,
  bookOf,
  denyEditing,
  groupBookOf,
  namesIn,
  readBook,
  showGroups,
} from './books.js';

const api = useService();
const get = (user: string, query: object = {}) => api().request().get(bookOf(user)).query(query);

describe('200', () => {
  it('rule 6.1: shows the members of groups, single entries of groups, and entries of one’s own, with their origins', async () => {
    const [staff, sales] = [await createGroup(api, 'Staff'), await createGroup(api, 'Sales')];
    const owner = await createUser(api, 'owner', { groups: [staff.id] });
    const anna = await createUser(api, 'anna', { displayName: 'Anna', groups: [staff.id, sales.id] });
    await createUser(api, 'bert', { displayName: 'Bert', groups: [sales.id], active: false });
    await createUser(api, 'outsider', { displayName: 'Outsider' });
    await showGroups(api, staff.id, sales.id, staff.id);
    await addGroupEntry(api, staff.id, 'moore@guest.example', 'Moore');
    await addEntry(api, 'owner', '#sip:100', { displayName: 'Room' });
    await addEntry(api, 'owner', 'anna', { as: 'owner' });

    const group = { kind: 'group', group: { id: staff.id, name: 'Staff' } };
    const [first, second, third, fourth, ...more] = await readBook(api, 'owner');
    expect(more).toEqual([]);
    expect(first).toEqual({
      id: anna.id,
      callString: 'anna@corp.example',
      displayName: 'Anna',
      renamed: false,
      user: { id: anna.id, login: 'anna', displayName: 'Anna', status: 'offline' },
      origins: [group, { kind: 'user', group: null }],
      mayDelete: true,
      contactGroups: [],
    });
    expect(second).toMatchObject({ displayName: 'Bert', user: { status: 'inactive' }, origins: [group] });
    expect(second).toMatchObject({ mayDelete: false });
    const moore = { callString: 'moore@guest.example', displayName: 'Moore', user: null, origins: [group] };
    expect(third).toMatchObject({ ...moore, renamed: false, mayDelete: false });
    const room = { callString: '#sip:100', user: null, origins: [{ kind: 'administrator', group: null }] };
    expect(fourth).toMatchObject({ ...room, mayDelete: true });
    // Nobody else has what was given to one.
    expect(await namesIn(api, 'anna')).toEqual(['Bert', 'Moore', 'owner']);
    expect(owner.displayName).toBe('owner');
  });

  it('rule 3.1: who is in no group has the book of users without group, which may show these', async () => {
    const group = await createGroup(api, 'Elsewhere');
    await createUser(api, 'lonely', { displayName: 'Lonely' });
    const joined = await createUser(api, 'joined', { displayName: 'Joined' });
    await showGroups(api, 'ungrouped', 'ungrouped');
    await addGroupEntry(api, 'ungrouped', 'desk@guest.example', 'Desk');
    expect(await namesIn(api, 'lonely')).toEqual(expect.arrayContaining(['Desk', 'Joined', 'Outsider']));
    expect(await namesIn(api, 'joined')).toContain('Lonely');
    await join(api, group, joined);
    expect(await namesIn(api, 'lonely')).not.toContain('Joined');
    expect(await namesIn(api, 'joined')).toEqual([]);
    await showGroups(api, 'ungrouped');
    await api()
      .request()
      .delete(`${groupBookOf('ungrouped')}/entries/${(await readBook(api, 'lonely'))[0]!.id}`);
  });

  it('rule 6.3: nobody is there twice, whoever shows them and however they are written', async () => {
    const [one, two] = [await createGroup(api, 'First'), await createGroup(api, 'Second')];
    await createUser(api, 'reader', { groups: [one.id, two.id] });
    await createUser(api, 'twice', { displayName: 'Twice', groups: [one.id, two.id] });
    await showGroups(api, one.id, one.id, two.id);
    await showGroups(api, two.id, two.id);
    await addGroupEntry(api, one.id, 'TWICE@CORP.EXAMPLE');
    await addGroupEntry(api, two.id, 'Moore@Guest.example', 'Second name');
    await addGroupEntry(api, one.id, 'moore@guest.EXAMPLE', 'First name');
    await addEntry(api, 'reader', 'twice', { as: 'owner' });
    await addEntry(api, 'reader', 'twice');
    const entries = await readBook(api, 'reader');
    expect(entries.map((entry) => entry.displayName)).toEqual(['First name', 'Twice']);
    expect(entries[1]!.origins.map(({ kind, group }) => group?.name ?? kind)).toEqual([
      'First',
      'Second',
      'administrator',
      'user',
    ]);
  });

  it('rule 6.3: a name that a group gives wins over none, and the owner’s over that', async () => {
    const [one, two] = [await createGroup(api, 'Older'), await createGroup(api, 'Newer')];
    await createUser(api, 'namer', { groups: [one.id, two.id] });
    const zora = await createUser(api, 'zora', { displayName: 'Zora' });
    await addGroupEntry(api, one.id, 'zora');
    await addGroupEntry(api, two.id, 'zora', 'Dispatcher');
    expect(await namesIn(api, 'namer')).toEqual(['Dispatcher']);
    await api()
      .request()
      .patch(`${bookOf('namer')}/entries/${zora.id}`)
      .send({ displayName: 'My Zora' });
    expect(await readBook(api, 'namer')).toMatchObject([{ displayName: 'My Zora', renamed: true }]);
    expect(await readBook(api, 'namer', { q: 'dispatch' })).toEqual([]);
  });

  it('sorts by the name shown, whatever case, accents and script, and follows a person who is renamed', async () => {
    const group = await createGroup(api, 'Sorted');
    await createUser(api, 'sorter', { displayName: 'Me', groups: [group.id] });
    const names = ['öland', 'Oslo', 'Ämilia', 'zebra', 'Ёлка', 'Анна', '007'];
    for (const [at, displayName] of names.entries()) {
      await createUser(api, `sorted${at}`, { displayName, groups: [group.id] });
    }
    await showGroups(api, group.id, group.id);
    await addGroupEntry(api, group.id, 'x@guest.example', 'Omega');
    await addEntry(api, 'sorter', '#h323:7', { displayName: 'olympia' });
    const order = ['007', 'Ämilia', 'öland', 'olympia', 'Omega', 'Oslo', 'zebra', 'Анна', 'Ёлка'];
    expect(await namesIn(api, 'sorter')).toEqual(order);
    await api().request().patch('/v1/users/sorted0').send({ displayName: 'Aland' }).expect(200);
    expect((await namesIn(api, 'sorter')).slice(0, 3)).toEqual(['007', 'Aland', 'Ämilia']);
  });

  it('rule 6.3: an entry without a name follows the person, in books of users and of groups', async () => {
    const group = await createGroup(api, 'Following');
    await createUser(api, 'follower', { groups: [group.id] });
    const [person, other] = [await createUser(api, 'followed'), await createUser(api, 'follow2')];
    await addEntry(api, 'follower', person.id);
    await addGroupEntry(api, group.id, other.id);
    for (const [login, displayName] of [['followed', 'Z'] as const, ['follow2', 'Y'] as const]) {
      await api().request().patch(`/v1/users/${login}`).send({ displayName }).expect(200);
    }
    expect(await namesIn(api, 'follower')).toEqual(['Y', 'Z']);
    expect(await namesIn(api, 'follower', { q: 'z' })).toEqual(['Z']);
  });

  it('rule 3.4: a group is called as a whole by its present ID, and rests while it has none', async () => {
    const group = await createGroup(api, 'Callable');
    const pickup = `/v1/groups/${group.id}/call-pickup`;
    await api().request().put(pickup).send({ enabled: true, id: '700' }).expect(200);
    await createUser(api, 'caller');
    const entry = await addEntry(api, 'caller', '700@corp.example');
    expect(entry).toMatchObject({ id: group.id, callString: '700@corp.example', displayName: 'Callable' });
    await api().request().put(pickup).send({ enabled: true, id: '701' }).expect(200);
    expect(await readBook(api, 'caller', { q: '701' })).toMatchObject([{ callString: '701@corp.example' }]);
    await api().request().put(pickup).send({ enabled: false, id: null }).expect(200);
    expect(await readBook(api, 'caller')).toEqual([]);
    await createUser(api, '701');
    expect(await readBook(api, 'caller')).toEqual([]);
    await api().request().put(pickup).send({ enabled: true, id: '702' }).expect(200);
    expect(await readBook(api, 'caller')).toMatchObject([{ callString: '702@corp.example' }]);
  });
});

describe('200 with q', () => {
  const search = async (q: string) => namesIn(api, 'seeker', { q });

  it('rule 6.5: finds by the name shown, call string and alias, whatever case and accents', async () => {
    const group = await createGroup(api, 'Searched');
    await createUser(api, 'seeker', { groups: [group.id] });
    const fields = { firstName: 'Hidden', lastName: 'Secret', email: 'private@example.org' };
    await createUser(api, 'muller', { displayName: 'Müller', groups: [group.id], ...fields });
    await createUser(api, 'a.smith', { displayName: 'Боб Ёлкин', groups: [group.id] });
    await showGroups(api, group.id, group.id);
    await addGroupEntry(api, group.id, 'moore@guest.example', 'Albert (Guest)');
    await addEntry(api, 'seeker', 'rtsp://camera.example/door', { displayName: 'Door' });
    await createAlias(api, '911', 'muller');
    await createAlias(api, 'helpdesk', 'moore@guest.example');
    const found: Record<string, string[]> = {
      muller: ['Müller'],
      ÜLL: ['Müller'],
      mu: ['Müller'],
      ll: [],
      'ler@corp': ['Müller'],
      'muller@corp.example': ['Müller'],
      '@corp.example': ['Müller', 'Боб Ёлкин'],
      'corp.example': [],
      'ler@corpse': [],
      б: ['Боб Ёлкин'],
      елкин: ['Боб Ёлкин'],
      'a.smith': ['Боб Ёлкин'],
      guest: ['Albert (Guest)'],
      'moore@guest.example': ['Albert (Guest)'],
      '(gu': ['Albert (Guest)'],
      camera: ['Door'],
      rt: ['Door'],
      '911': ['Müller'],
      '91': ['Müller'],
      '11': [],
      pdes: ['Albert (Guest)'],
      '%': [],
      _: [],
      '\\': [],
    };
    for (const [q, names] of Object.entries(found)) expect([q, await search(q)]).toEqual([q, names]);
    // What an audience may not see (rule 9.3) finds nobody: neither email nor the other names.
    for (const q of ['hidden', 'secret', 'private']) expect([q, await search(q)]).toEqual([q, []]);
    expect(await search('')).toHaveLength(4);
  });

  it('rule 6.5: finds a renamed contact by its new name, its call string and its alias', async () => {
    const { id } = (await readBook(api, 'seeker', { q: 'muller' }))[0]!;
    await api()
      .request()
      .patch(`${bookOf('seeker')}/entries/${id}`)
      .send({ displayName: 'Boss' })
      .expect(200);
    expect(await search('müll')).toEqual(['Boss']);
    expect(await search('boss')).toEqual(['Boss']);
    expect(await search('911')).toEqual(['Boss']);
    await api().request().patch('/v1/users/muller').send({ displayName: 'Quite another' }).expect(200);
    expect(await search('quite')).toEqual([]);
  });

  it('counts what it finds', async () => {
    const { body } = await get('seeker', { q: 'ё', total: true, limit: 1 }).expect(200);
    expect(body.total).toBe(0);
    expect((await get('seeker', { q: 'е', total: true }).expect(200)).body.total).toBe(0);
    expect((await get('seeker', { q: '@corp.example', total: true, limit: 1 })).body.total).toBe(2);
    expect((await get('seeker', { total: true, limit: 1 })).body.total).toBe(4);
  });
});

describe('200 as the owner', () => {
  it('rule 6.1: says what the owner may delete, by the right they have where they are', async () => {
    await createUser(api, 'self');
    await addEntry(api, 'self', 'given@guest.example');
    expect(await readBook(api, 'self', { as: 'owner' })).toMatchObject([{ mayDelete: true }]);
    await api()
      .request()
      .patch('/v1/zones/external')
      .send({ rights: { addressBookEditing: false } });
    expect(await readBook(api, 'self', { as: 'owner' })).toMatchObject([{ mayDelete: false }]);
    const inside = { as: 'owner', clientIp: '127.0.0.1' };
    expect(await readBook(api, 'self', inside)).toMatchObject([{ mayDelete: true }]);
    await api()
      .request()
      .patch('/v1/zones/external')
      .send({ rights: { addressBookEditing: true } });
    await denyEditing(api, 'self');
    expect(await readBook(api, 'self', inside)).toMatchObject([{ mayDelete: false }]);
    expect(await readBook(api, 'self')).toMatchObject([{ mayDelete: true }]);
  });

  it('rule 6.2: shows contact groups to the owner alone, and lists one', async () => {
    await createUser(api, 'sorting');
    const [one, two] = [
      await addContactGroup(api, 'sorting', 'B'),
      await addContactGroup(api, 'sorting', 'A'),
    ];
    const entry = await addEntry(api, 'sorting', 'x@guest.example', { displayName: 'X' });
    await addEntry(api, 'sorting', 'y@guest.example', { displayName: 'Y' });
    const arrange = api()
      .request()
      .patch(`${bookOf('sorting')}/entries/${entry.id}`)
      .query({ as: 'owner' });
    await arrange.send({ contactGroups: [one, two] }).expect(200);
    const owner = { as: 'owner' };
    expect(await readBook(api, 'sorting', owner)).toMatchObject([
      { contactGroups: [two, one] },
      { contactGroups: [] },
    ]);
    expect(await readBook(api, 'sorting')).toMatchObject([{ contactGroups: [] }, { contactGroups: [] }]);
    expect(await namesIn(api, 'sorting', { ...owner, contactGroup: one })).toEqual(['X']);
    expect(await namesIn(api, 'sorting', { ...owner, contactGroup: one, q: 'y' })).toEqual([]);
    expect((await get('sorting', { ...owner, contactGroup: one, total: true })).body.total).toBe(1);
  });
});

describeIfNoneMatch(api, async () => {
  await createUser(api, 'tagged').catch(() => undefined);
  return bookOf('tagged');
});

describe('400', () => {
  it.each([
    ['limit=0', 'malformed-request', 'limit'],
    ['as=administrator', 'malformed-request', 'as'],
    ['clientIp=10.0.0.1', 'malformed-request', 'clientIp'],
    ['as=owner&clientIp=nowhere', 'invalid-address', 'clientIp'],
    ['user=x', 'unknown-query-parameter', 'user'],
  ] as const)('refuses %s', async (query, code, pointer) => {
    await createUser(api, 'strict').catch(() => undefined);
    expectProblem(
      await api()
        .request()
        .get(`${bookOf('strict')}?${query}`),
      code,
      pointer,
    );
  });

  it('refuses a cursor of another list', async () => {
    const cursor = Buffer.from(JSON.stringify(['login', 'x', 'y'])).toString('base64url');
    expectProblem(await get('strict', { cursor }), 'invalid-cursor');
  });
});

describeRefusedCallers(api, (agent) => agent.get(bookOf('strict')), ['address-books:read']);

describe('403', () => {
  it('rule 7.2: lets nobody name an address who may not', async () => {
    const agent = api().request(await api().keyWith('address-books:read'));
    const response = await agent.get(bookOf('strict')).query({ as: 'owner', clientIp: '10.0.0.1' });
    expectProblem(response, 'insufficient-scope');
  });

  it('rule 6.2: lists a contact group for its owner alone', async () => {
    await createUser(api, 'private');
    const contactGroup = await addContactGroup(api, 'private', 'Mine');
    expectProblem(await get('private', { contactGroup }), 'contact-groups-private');
  });
});

describe('404', () => {
  it('knows no such user, and no contact group of somebody else', async () => {
    expectProblem(await get('nobody'), 'user-not-found');
    const contactGroup = await addContactGroup(api, 'private', 'Other');
    expectProblem(await get('strict', { as: 'owner', contactGroup }), 'contact-group-not-found');
    expectProblem(await get('strict', { as: 'owner', contactGroup: 'x' }), 'contact-group-not-found');
  });
});
