import { describe, expect, it } from '@jest/globals';
import { createGroup, createUser, describeRefusedCallers, expectProblem, useService } from '../api.js';

const api = useService();
const post = (body: object) => api().request().post('/v1/users').send(body);

describe('201', () => {
  it('rule 2.1: keeps every field, derives the call ID, and says where the user is', async () => {
    const group = await createGroup(api, 'Authors');
    const fields = {
      displayName: 'Ada Lovelace',
      email: 'ada@example.org',
      firstName: 'Ada',
      middleName: 'King',
      lastName: 'Lovelace',
      company: 'Analytical',
      branch: 'London',
      department: 'Engines',
      jobTitle: 'Programmer',
      manager: 'Charles',
      address: '12 St James’s Square',
      phones: { mobile: ['+44 1', '+44 2'], work: ['3'], home: [], other: ['4'] },
    };
    const response = await post({ login: 'Ada', active: false, groups: [group.id], ...fields });
    expect(response.status).toBe(201);
    const { id } = response.body;
    expect(response.body).toMatchObject({
      ...fields,
      login: 'Ada',
      callId: 'Ada@corp.example',
      active: false,
    });
    expect(response.body).toMatchObject({ status: 'inactive', source: 'registry', groups: [group.id] });
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    expect(response.headers['location']).toBe(`/v1/users/${id}`);
    const read = await api().request().get(`/v1/users/${id}`);
    expect(read.text).toBe(response.text);
    expect(read.headers['etag']).toBe(response.headers['etag']);
  });

  it('rule 2.1: the display name defaults to the login; the rest is empty', async () => {
    const { body } = await post({ login: 'plain' }).expect(201);
    expect(body).toMatchObject({
      displayName: 'plain',
      email: null,
      active: true,
      status: 'offline',
      groups: [],
    });
    expect(body.phones).toEqual({ mobile: [], work: [], home: [], other: [] });
  });

  it.each(['100', 'sip:100', '#sip:100', 'SIP:100'])(
    'rule 1.4: prints the SIP number %s as #sip:100',
    async (text) => {
      const { body } = await post({ login: `sip-${Buffer.from(text).toString('hex')}`, sipNumber: text });
      expect(body.sipNumber).toBe('#sip:100');
    },
  );

  it.each(['x', 'Ünïcode', 'кириллица', '0_-.9', 'a'.repeat(64)])(
    'rule 1.2: takes the login %s',
    async (login) => {
      expect((await post({ login }).expect(201)).body.login).toBe(login);
    },
  );

  it('rule 1.2: look-alikes within one script are fine', async () => {
    await createUser(api, 'burn');
    await createUser(api, 'bum');
    expect((await api().request().get('/v1/users/bum')).body.login).toBe('bum');
  });

  it('puts a user into a group once, however often and however it is written', async () => {
    const group = await createGroup(api, 'Twice');
    const groups = [group.id, group.id.toUpperCase(), group.id];
    expect((await post({ login: 'twice', groups }).expect(201)).body.groups).toEqual([group.id]);
  });
});

describe('201 with Idempotency-Key', () => {
  const postWith = (key: string, body: object) => post(body).set('Idempotency-Key', key);

  it('replays the very answer, tag and status included, and creates one user', async () => {
    const first = await postWith('one', { login: 'once', email: 'once@example.org' });
    const second = await postWith('one', { login: 'once', email: 'once@example.org' });
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.text).toBe(first.text);
    expect(second.headers['etag']).toBe(first.headers['etag']);
    expect(second.headers['location']).toBe(first.headers['location']);
    expect((await api().request().get('/v1/users?q=once&total=true')).body.total).toBe(1);
  });

  it('refuses the key with another body', async () => {
    await postWith('two', { login: 'second' }).expect(201);
    expectProblem(await postWith('two', { login: 'third' }), 'idempotency-key-reused');
    expectProblem(await api().request().get('/v1/users/third'), 'user-not-found');
  });

  it('refuses the key of a user for a group', async () => {
    await postWith('three', { login: 'fourth' }).expect(201);
    const response = await api()
      .request()
      .post('/v1/groups')
      .set('Idempotency-Key', 'three')
      .send({ name: 'No' });
    expectProblem(response, 'idempotency-key-reused');
  });

  it('keeps the keys of two callers apart', async () => {
    await postWith('four', { login: 'fifth' }).expect(201);
    const other = api().request(await api().keyWith('users:write'));
    await other.post('/v1/users').set('Idempotency-Key', 'four').send({ login: 'sixth' }).expect(201);
  });

  it('gives two parallel requests with one key the same user', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => postWith('parallel', { login: 'together' })));
    expect(answers.map((answer) => answer.status)).toEqual([201, 201, 201, 201]);
    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
  });

  it('forgets a request that was refused: the key is free for the corrected one', async () => {
    expectProblem(await postWith('five', { login: 'not a login' }), 'invalid-login');
    await postWith('five', { login: 'corrected' }).expect(201);
  });
});

describe('400', () => {
  it.each([
    ['an unknown field', { login: 'x1', nickname: 'x' }, '/nickname'],
    ['a nested unknown field', { login: 'x1', phones: { car: [] } }, '/phones/car'],
    ['a missing login', { displayName: 'X' }, '/login'],
    ['a login of the wrong type', { login: 7 }, '/login'],
    ['null where nothing can be cleared', { login: 'x1', displayName: null }, '/displayName'],
    ['an email that is none', { login: 'x1', email: 'nobody' }, '/email'],
    ['a phone of the wrong type', { login: 'x1', phones: { work: [1] } }, '/phones/work/0'],
    ['a name that is too long', { login: 'x1', company: 'x'.repeat(201) }, '/company'],
    ['a group of the wrong type', { login: 'x1', groups: [null] }, '/groups/0'],
  ])('names %s', async (_, body, pointer) => {
    expectProblem(await post(body), 'malformed-request', pointer);
  });

  it('never repeats what was submitted', async () => {
    const { text } = await post({ login: 'x1', email: 'canary in the email', displayName: { canary: 1 } });
    expect(text).not.toContain('canary in');
  });

  it.each([
    ['a duplicate key', '{"login":"a","login":"b"}'],
    ['__proto__', '{"login":"a","__proto__":{}}'],
    ['NUL', '{"login":"a\\u0000"}'],
    ['a lone surrogate', '{"login":"a\\ud800"}'],
    ['no JSON', '{login}'],
    ['nothing', ''],
  ])('refuses %s before any handler', async (_, text) => {
    const request = api().request().post('/v1/users').set('Content-Type', 'application/json');
    expectProblem(await request.send(text), 'malformed-json');
  });

  it('names an unknown query parameter', async () => {
    const request = api().request().post('/v1/users?dryrun=true').send({ login: 'x1' });
    expectProblem(await request, 'unknown-query-parameter', 'dryrun');
  });
});

describeRefusedCallers(api, (agent) => agent.post('/v1/users').send({ login: 'refused' }), ['users:write']);

describe('404', () => {
  it.each(['00000000-0000-7000-8000-00000000beef', 'ungrouped', 'no UUID'])(
    'refuses the group %s',
    async (group) => {
      expectProblem(await post({ login: 'groupless', groups: [group] }), 'group-not-found');
      expectProblem(await api().request().get('/v1/users/groupless'), 'user-not-found');
    },
  );
});

describe('409', () => {
  it.each(['taken', 'TAKEN', 'Taken', 'ｔａｋｅｎ'])(
    'rule 1.2: %s is the same login as taken',
    async (login) => {
      await post({ login: 'taken' });
      expect([409, 422]).toContain((await post({ login })).status);
      expect((await api().request().get('/v1/users?q=taken&total=true')).body.total).toBe(1);
    },
  );

  it('rule 1.2: folds Cyrillic as it folds Latin', async () => {
    await createUser(api, 'Ёлка');
    expectProblem(await post({ login: 'ёЛКА' }), 'login-taken');
  });

  it('rule 1.2: refuses a login that looks like one in another script, and names it', async () => {
    await createUser(api, 'cocoa');
    const response = await post({ login: 'сосоа' });
    expectProblem(response, 'login-confusable');
    expect(response.body.detail).toContain('cocoa');
  });

  it('rule 1.3: leaves exactly one of thirty that take colliding logins at the same time', async () => {
    const logins = Array.from({ length: 30 }, (_, at) => (at % 2 === 0 ? 'Collision' : 'collisioN'));
    const answers = await Promise.all(logins.map((login) => post({ login })));
    const statuses = answers.map((answer) => answer.status).sort();
    expect(statuses).toEqual([201, ...Array.from({ length: 29 }, () => 409)]);
    expect((await api().request().get('/v1/users?q=collision&total=true')).body.total).toBe(1);
  });

  it('rule 1.2: leaves exactly one of two that look alike and come at the same time', async () => {
    for (const [latin, cyrillic] of [
      ['pop', 'рор'],
      ['ace', 'асе'],
      ['oca', 'оса'],
      ['eco', 'есо'],
    ]) {
      const answers = await Promise.all([post({ login: latin }), post({ login: cyrillic })]);
      expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409]);
    }
  });
});

describe('413', () => {
  it('refuses a body beyond a mebibyte', async () => {
    expectProblem(await post({ login: 'big', displayName: 'x'.repeat(1024 * 1024) }), 'body-too-large');
  });
});

describe('415', () => {
  it.each(['text/plain', 'application/xml', 'application/json; charset=latin1'])(
    'refuses %s',
    async (type) => {
      const request = api().request().post('/v1/users').set('Content-Type', type);
      expectProblem(await request.send('{"login":"x1"}'), 'unsupported-media-type');
    },
  );
});

describe('422', () => {
  it.each([
    '.',
    '..',
    'with space',
    'a'.repeat(65),
    'sm😀ile',
    'alice@corp.example',
    '0197c0de-0000-7000-8000-000000000000',
    'аnna',
    'ελλάς',
    'a/b',
  ])('rule 1.2: refuses the login %s', async (login) => {
    expectProblem(await post({ login }), 'invalid-login', '/login');
  });

  it('rule 3.1: puts nobody into a built-in group by hand', async () => {
    const { body } = await api().request().get('/v1/groups/ungrouped');
    expectProblem(await post({ login: 'builtin', groups: [body.id] }), 'built-in-group');
  });
});
