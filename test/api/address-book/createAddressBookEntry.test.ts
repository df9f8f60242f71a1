import { describe, expect, it } from '@jest/globals';
import { contactIdOf } from '../../../src/address-book/contact.js';
import {
  auditOf,
  createAlias,
  createGroup,
  createUser,
  describeRefusedCallers,
  expectProblem,
  useService,
} from '../api.js';
import { addEntry, bookOf, denyEditing, namesIn, readBook, showGroups } from './books.js';

const api = useService();
const post = (user: string, body: object, query: object = {}) =>
  api()
    .request()
    .post(`${bookOf(user)}/entries`)
    .query(query)
    .send(body);

describe('201', () => {
  it.each([
    ['moore@guest.example', 'moore@guest.example'],
    ['Moore@GUEST.example', 'Moore@guest.example'],
    ['room_7@10.110.8.217', 'room_7@10.110.8.217'],
    ['\\c\\weekly', '\\c\\weekly'],
    ['\\c\\weekly@corp.example', '\\c\\weekly'],
    ['\\C\\weekly@Other.example', '\\c\\weekly@other.example'],
    ['#sip:@10.110.8.217', '#sip:@10.110.8.217'],
    ['#H323:7', '#h323:7'],
    ['RTSP://camera.example/1', 'rtsp://camera.example/1'],
  ])('rule 6.3: takes %s, and shows it as %s', async (callString, shown) => {
    const login = `x${Buffer.from(callString).toString('hex').slice(0, 40)}`;
    await createUser(api, login);
    const { body, headers } = await post(login, { callString }).expect(201);
    expect(body).toMatchObject({ callString: shown, displayName: shown, user: null, mayDelete: true });
    expect(body.origins).toEqual([{ kind: 'administrator', group: null }]);
    expect(headers['location']).toBe(`${bookOf(login)}/entries/${body.id}`);
    const read = await api().request().get(headers['location']!).expect(200);
    expect([read.text, read.headers['etag']]).toEqual([JSON.stringify(body), headers['etag']]);
  });

  it.each(['Ada', 'ADA@corp.EXAMPLE', 'uuid'])('rule 1.1: finds a user by %s', async (written) => {
    const login = `by-${written.replace('@', '-')}`;
    await createUser(api, login);
    const existing = await api().request().get('/v1/users/ada');
    const ada =
      existing.status === 200 ? existing.body : await createUser(api, 'ada', { displayName: 'Ada L' });
    const callString = written === 'uuid' ? ada.id.toUpperCase() : written;
    const { body } = await post(login, { callString }).expect(201);
    expect(body).toMatchObject({ id: ada.id, callString: 'ada@corp.example', displayName: 'Ada L' });
    expect(body).toMatchObject({ renamed: false, user: { login: 'ada' } });
  });

  it('rule 6.3: the name shown is free text', async () => {
    await createUser(api, 'named');
    const displayName = 'Albert Moore (Guest) 🙂 <b>';
    const entry = await addEntry(api, 'named', 'moore@guest.example', { displayName });
    expect(entry).toMatchObject({ displayName, renamed: true });
    expect(await namesIn(api, 'named')).toEqual([displayName]);
  });

  it('rule 6.1: what both gave has both origins, and the last name that was given', async () => {
    await createUser(api, 'both');
    await addEntry(api, 'both', 'moore@guest.example', { displayName: 'Given' });
    const first = await addEntry(api, 'both', 'MOORE@guest.example', { as: 'owner' });
    expect(first).toMatchObject({ displayName: 'Given' });
    expect(first.origins.map(({ kind }) => kind)).toEqual(['administrator', 'user']);
    expect(await readBook(api, 'both')).toHaveLength(1);
  });

  it('keeps the name that the owner gave a contact before', async () => {
    const group = await createGroup(api, 'Kept');
    await createUser(api, 'keeper', { groups: [group.id] });
    const kept = await createUser(api, 'kept', { groups: [group.id] });
    await showGroups(api, group.id, group.id);
    await api()
      .request()
      .patch(`${bookOf('keeper')}/entries/${kept.id}`)
      .send({ displayName: 'Mine' });
    expect(await addEntry(api, 'keeper', 'kept')).toMatchObject({ displayName: 'Mine' });
  });

  it('rule 6.2: adds as the owner, who has the right in the zone of their address', async () => {
    await createUser(api, 'own');
    await api()
      .request()
      .patch('/v1/zones/external')
      .send({ rights: { addressBookEditing: false } });
    const body = { callString: 'moore@guest.example' };
    expectProblem(await post('own', body, { as: 'owner' }), 'address-book-editing-refused');
    const outside = { as: 'owner', clientIp: '203.0.113.9' };
    expectProblem(await post('own', body, outside), 'address-book-editing-refused');
    const { body: entry } = await post('own', body, { as: 'owner', clientIp: '127.0.0.1' }).expect(201);
    expect(entry.origins).toEqual([{ kind: 'user', group: null }]);
    await api()
      .request()
      .patch('/v1/zones/external')
      .send({ rights: { addressBookEditing: true } });
  });

  it('rule 12.2: is found in the log from both ends', async () => {
    const [owner, contact] = [await createUser(api, 'logged'), await createUser(api, 'logged2')];
    await addEntry(api, 'logged', 'logged2');
    const expected = { action: 'address-book.entry-added', target: { id: owner.id }, before: null };
    expect((await auditOf(api, owner.id))[0]).toMatchObject({ ...expected, related: { id: contact.id } });
    expect((await auditOf(api, contact.id))[0]).toMatchObject({ ...expected, target: { name: 'logged' } });
    const entry = await addEntry(api, 'logged', '#sip:7');
    const related = { kind: 'call-string', id: entry.id, name: '#sip:7' };
    expect((await auditOf(api, entry.id))[0]).toMatchObject({ ...expected, related });
  });

  it('gives a contact without account an ID that follows from its call string', async () => {
    await createUser(api, 'ids');
    const { id } = await addEntry(api, 'ids', 'Moore@guest.example');
    expect(id).toBe(contactIdOf('moore@guest.example'));
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

describe('201 with Idempotency-Key', () => {
  it('answers the same again, and keeps the books of two users apart', async () => {
    await createUser(api, 'once');
    await createUser(api, 'once2');
    const body = { callString: 'moore@guest.example' };
    const first = await post('once', body).set('Idempotency-Key', 'book');
    const second = await post('once', body).set('Idempotency-Key', 'book');
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.text).toBe(first.text);
    expectProblem(await post('once2', body).set('Idempotency-Key', 'book'), 'idempotency-key-reused');
  });
});

describe('400', () => {
  it.each([
    [{}, '/callString'],
    [{ callString: '' }, '/callString'],
    [{ callString: 'x'.repeat(1025) }, '/callString'],
    [{ callString: 7 }, '/callString'],
    [{ callString: 'x@y', displayName: '' }, '/displayName'],
    [{ callString: 'x@y', displayName: null }, '/displayName'],
    [{ callString: 'x@y', displayName: 'x'.repeat(201) }, '/displayName'],
    [{ callString: 'x@y', origin: 'user' }, '/origin'],
  ])('refuses %j', async (body, pointer) => {
    await createUser(api, 'strict').catch(() => undefined);
    expectProblem(await post('strict', body), 'malformed-request', pointer);
  });

  it('refuses an address without as=owner, and one that is none', async () => {
    const body = { callString: 'x@guest.example' };
    expectProblem(await post('strict', body, { clientIp: '127.0.0.1' }), 'malformed-request', 'clientIp');
    const nowhere = { as: 'owner', clientIp: '127.0.0.256' };
    expectProblem(await post('strict', body, nowhere), 'invalid-address', 'clientIp');
    expect(await readBook(api, 'strict')).toEqual([]);
  });
});

const refused = { callString: 'refused@guest.example' };
describeRefusedCallers(api, (agent) => agent.post(`${bookOf('strict')}/entries`).send(refused), [
  'address-books:write',
]);

describe('403', () => {
  it.each(['denied', 'inactive'])('rule 6.2: lets nobody add as an owner who is %s', async (why) => {
    await createUser(api, why, { active: why !== 'inactive' });
    if (why === 'denied') await denyEditing(api, why);
    expectProblem(await post(why, refused, { as: 'owner' }), 'address-book-editing-refused');
    const inside = { as: 'owner', clientIp: '127.0.0.1' };
    expectProblem(await post(why, refused, inside), 'address-book-editing-refused');
    expect(await readBook(api, why)).toEqual([]);
    // Rule 6.2: the administrator makes all changes.
    await post(why, refused).expect(201);
  });

  it('rule 7.2: lets nobody name an address who may not', async () => {
    const agent = api().request(await api().keyWith('address-books:write'));
    const request = agent.post(`${bookOf('strict')}/entries`).query({ as: 'owner', clientIp: '127.0.0.1' });
    expectProblem(await request.send(refused), 'insufficient-scope');
    await agent
      .post(`${bookOf('strict')}/entries`)
      .query({ as: 'owner' })
      .send(refused)
      .expect(201);
  });
});

describe('404', () => {
  it('knows no such user', async () => {
    expectProblem(await post('nobody', refused), 'user-not-found');
  });
});

describe('409', () => {
  it.each(['again@guest.example', 'AGAIN@Guest.Example'])(
    'rule 6.3: takes %s no second time',
    async (again) => {
      await createUser(api, 'again').catch(() => undefined);
      await post('again', { callString: 'again@guest.example' });
      expectProblem(await post('again', { callString: again }), 'entry-taken');
      expect(await readBook(api, 'again')).toHaveLength(1);
    },
  );

  it('rule 6.3: leaves one of ten that come at the same time', async () => {
    await createUser(api, 'parallel');
    await createUser(api, 'friend');
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, at) =>
        post('parallel', { callString: at % 2 > 0 ? 'friend' : 'Friend@corp.example' }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([
      201,
      ...Array.from({ length: 9 }, () => 409),
    ]);
  });
});

describe('422', () => {
  it.each([
    ['not a call string', 'invalid-call-string'],
    ['x@', 'invalid-call-string'],
    ['#sip:', 'invalid-call-string'],
    ['nobody', 'contact-unknown'],
    ['nobody@corp.example', 'contact-unknown'],
    ['no!body@corp.example', 'contact-unknown'],
    ['00000000-0000-7000-8000-00000000beef', 'contact-unknown'],
  ] as const)('refuses %s', async (callString, code) => {
    expectProblem(await post('strict', { callString }), code, '/callString');
  });

  it.each(['111', '111@corp.example', '111@CORP.example'])(
    'rule 5.4: refuses the alias %s',
    async (alias) => {
      const known = await api().request().get('/v1/aliases/111');
      if (known.status === 404) await createAlias(api, '111', 'strict');
      expectProblem(await post('again', { callString: alias }), 'alias-as-contact', '/callString');
    },
  );

  it('rule 5.4: what reads like an alias at another server is that server’s', async () => {
    await createUser(api, 'foreign');
    expect(await addEntry(api, 'foreign', '111@other.example')).toMatchObject({
      callString: '111@other.example',
    });
  });

  it.each(['self', 'SELF@corp.example', 'uuid'])(
    'rule 6.3: nobody is in their own book as %s',
    async (written) => {
      const known = await api().request().get('/v1/users/self');
      const { id } = known.status === 200 ? known.body : await createUser(api, 'self');
      expectProblem(await post('self', { callString: written === 'uuid' ? id : written }), 'own-entry');
    },
  );

  it('holds 10,000 contacts and no more', async () => {
    const { id } = await createUser(api, 'full');
    await api().assembly.db.pool.query(
      `INSERT INTO address_book_entries (owner_id, contact_id, call_string, call_key, display_name, name_key, is_added_by_user)
       SELECT $1, gen_random_uuid(), '#sip:' || n, '#sip:' || n, n, n, TRUE FROM generate_series(1, 9999) n`,
      [id],
    );
    await post('full', { callString: 'last@guest.example' }).expect(201);
    expectProblem(await post('full', { callString: 'more@guest.example' }), 'address-book-full');
  });
});
