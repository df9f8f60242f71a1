import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Response } from 'supertest';
import { auditOf, createUser, expectProblem, signIn as enter, useService } from '../api.js';

const api = useService();
const password = 'nine herons cross the fjord';
const post = (body: object, bearer: string | null = null) =>
  api().request(bearer).post('/v1/auth/sign-in').send(body);
const signIn = (login: string, word = password, more: object = {}) =>
  post({ login, password: word, ...more });

let count = 0;
const somebody = async (fields: object = {}) =>
  createUser(api, `person${(count += 1)}`, { password, ...fields });

async function setPolicy(policy: object): Promise<void> {
  const usual = { enabled: true, maxFailures: 10, durationSeconds: 900, resetAfterSeconds: 900 };
  await api()
    .request()
    .put('/v1/policies/lockout')
    .send({ ...usual, ...policy })
    .expect(200);
}

afterEach(() => setPolicy({}));

/** What anybody can see of an answer, apart from the request that it belongs to. */
function seen({ status, body, headers }: Response): unknown {
  const { requestId: _id, ...rest } = body as Record<string, unknown>;
  const { date: _date, etag: _etag, 'x-request-id': _header, ...others } = headers as Record<string, string>;
  return { status, rest, others };
}

describe('200', () => {
  it('rule 2.9: opens a session that says with what, from where and how', async () => {
    const user = await somebody();
    const application = { name: 'Foyer Desktop', version: '5.1' };
    const { body } = await signIn(user.login, password, {
      application,
      device: 'Laptop',
      platform: 'Linux',
    }).expect(200);
    expect(body.session).toMatchObject({
      application,
      device: 'Laptop',
      platform: 'Linux',
      method: 'password',
    });
    expect(body.session).toMatchObject({ address: '127.0.0.1', zone: 'trusted', automaticSignIn: true });
    expect(body.user).toMatchObject({ id: user.id, login: user.login });
    expect(body.administrator).toBeUndefined();
    expect(body.expiresInSeconds).toBe(600);
    const info = await api().request(body.accessToken).get('/userinfo').expect(200);
    expect(info.body.sub).toBe(user.id);
    await api().request(null).post('/v1/auth/refresh').send({ refreshToken: body.refreshToken }).expect(200);
  });

  it('says Web where no application is named, and gives no refresh token without automatic sign-in', async () => {
    const user = await somebody();
    const { body } = await signIn(user.login, password, { automaticSignIn: false }).expect(200);
    expect(body.session.application).toEqual({ name: 'Web', version: null });
    expect(body.refreshToken).toBe(null);
  });

  it.each([
    ['in capitals', (login: string) => login.toUpperCase()],
    ['with spaces around it', (login: string) => ` ${login} `],
    ['as a call ID', (login: string) => `${login}@corp.example`],
    ['with a domain before it', (login: string) => `CORP\\${login}`],
    ['in full-width letters', (login: string) => login.replace('p', 'ｐ')],
  ])('rule 1.1: takes the login %s', async (_, write) => {
    const user = await somebody();
    expect((await signIn(write(user.login)).expect(200)).body.user.id).toBe(user.id);
  });

  it('rule 1.1: takes the UUID', async () => {
    const user = await somebody();
    await signIn(user.id).expect(200);
  });

  it.each([
    'pässwörd über alles',
    '🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜',
    `x${'y'.repeat(500)}`,
    '  spaces at both ends  ',
  ])('rule 9.1: takes the password %s as it was set', async (word) => {
    const user = await somebody({ password: word });
    await signIn(user.login, word).expect(200);
    await signIn(user.login, word.normalize('NFD')).expect(200);
    await signIn(user.login, [...word].slice(0, -1).join('')).expect(401);
    await signIn(user.login, `${word}x`).expect(401);
  });

  it('rule 7.2: takes the address that a trusted backend names', async () => {
    const user = await somebody();
    const key = await api().keyWith('zone:assert');
    const { body } = await post({ login: user.login, password, clientIp: '192.0.2.9' }, key).expect(200);
    expect(body.session).toMatchObject({ address: '192.0.2.9', zone: 'external' });
    const [event] = await auditOf(api, body.session.id);
    expect(event!.actor.kind).toBe('api-key');
  });

  it('rule 9.2: lets twenty right passwords in at once, though ten may fail', async () => {
    const user = await somebody();
    const answers = await Promise.all(Array.from({ length: 20 }, () => signIn(user.login)));
    expect(answers.map(({ status }) => status)).toEqual(Array<number>(20).fill(200));
  });

  it('rule 9.2: a right password is the end of counting', async () => {
    await setPolicy({ maxFailures: 3 });
    const user = await somebody();
    for (let round = 0; round < 3; round += 1) {
      for (let wrong = 0; wrong < 2; wrong += 1)
        expectProblem(await signIn(user.login, 'wrong'), 'sign-in-refused');
      await signIn(user.login).expect(200);
    }
  });

  it('rule 9.2: never locks when the policy is off', async () => {
    await setPolicy({ enabled: false, maxFailures: 1 });
    const user = await somebody();
    for (let wrong = 0; wrong < 4; wrong += 1)
      expectProblem(await signIn(user.login, 'wrong'), 'sign-in-refused');
    await signIn(user.login).expect(200);
  });
});

describe('400', () => {
  it.each([
    ['no login', { password }, '/login'],
    ['no password', { login: 'x' }, '/password'],
    ['an empty password', { login: 'x', password: '' }, '/password'],
    ['a password that is no text', { login: 'x', password: 12345678 }, '/password'],
    ['a list for a password', { login: 'x', password: [password] }, '/password'],
    ['null for a password', { login: 'x', password: null }, '/password'],
    ['a password beyond all bounds', { login: 'x', password: 'x'.repeat(4097) }, '/password'],
    ['an unknown realm', { login: 'x', password, realm: 'root' }, '/realm'],
    ['an application without a name', { login: 'x', password, application: {} }, '/application/name'],
    ['an unknown field', { login: 'x', password, admin: true }, '/admin'],
  ])('names %s', async (_, body, pointer) => {
    const response = await post(body);
    expectProblem(response, 'malformed-request', pointer);
    expect(response.text).not.toContain(password);
  });

  it('refuses NUL in a password before any hash', async () => {
    const request = api().request(null).post('/v1/auth/sign-in').set('Content-Type', 'application/json');
    expectProblem(await request.send('{"login":"x","password":"a\\u0000b"}'), 'malformed-json');
  });

  it('refuses a clientIp that is no address', async () => {
    const user = await somebody();
    const key = await api().keyWith('zone:assert');
    expectProblem(await post({ login: user.login, password, clientIp: 'a' }, key), 'invalid-address');
  });
});

describe('401', () => {
  it('rules 2.3 and 9.2: an unknown, inactive, locked, passwordless and ordinary account answer a wrong password alike', async () => {
    await setPolicy({ maxFailures: 2 });
    const [ordinary, inactive, locked] = [
      await somebody(),
      await somebody({ active: false }),
      await somebody(),
    ];
    const passwordless = await createUser(api, 'passwordless');
    for (let wrong = 0; wrong < 2; wrong += 1) await signIn(locked.login, 'wrong');
    expect((await api().request().get(`/v1/users/${locked.id}`)).body.lockedUntil).not.toBe(null);
    const expected = await signIn(ordinary.login, 'wrong');
    expectProblem(expected, 'sign-in-refused');
    for (const login of [
      inactive.login,
      locked.login,
      passwordless.login,
      'nobody',
      'no such@login',
      '..',
      '\\',
    ]) {
      expect(seen(await signIn(login, 'wrong'))).toEqual(seen(expected));
    }
    // The right password of a locked account too: there is nothing to learn.
    expect(seen(await signIn(locked.login))).toEqual(seen(expected));
  });

  it('rule 9.2: reaching the number locks for the duration, until an administrator unlocks', async () => {
    await setPolicy({ maxFailures: 3 });
    const user = await somebody();
    for (let wrong = 0; wrong < 3; wrong += 1) await signIn(user.login, 'wrong');
    expectProblem(await signIn(user.login), 'sign-in-refused');
    const { lockedUntil } = (await api().request().get(`/v1/users/${user.id}`)).body;
    expect(Math.abs(Date.parse(lockedUntil) - Date.now() - 900_000)).toBeLessThan(30_000);
    await api().request().post(`/v1/users/${user.id}/unlock`).expect(204);
    await signIn(user.login).expect(200);
  });

  it('rule 9.2: a lock ends by itself, and the counting starts again', async () => {
    await setPolicy({ maxFailures: 2, durationSeconds: 1 });
    const user = await somebody();
    for (let wrong = 0; wrong < 2; wrong += 1) await signIn(user.login, 'wrong');
    expectProblem(await signIn(user.login), 'sign-in-refused');
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expectProblem(await signIn(user.login, 'wrong'), 'sign-in-refused');
    await signIn(user.login).expect(200);
  });

  it('rule 9.2: a failure later than the interval after the previous one counts as the first', async () => {
    await setPolicy({ maxFailures: 2, resetAfterSeconds: 1 });
    const user = await somebody();
    for (let wrong = 0; wrong < 3; wrong += 1) {
      await signIn(user.login, 'wrong');
      await new Promise((resolve) => setTimeout(resolve, 1_100));
    }
    await signIn(user.login).expect(200);
  });

  it('rule 9.2: there is one counter for a person, however the name is written', async () => {
    await setPolicy({ maxFailures: 4 });
    const { login, id } = await somebody();
    for (const name of [login, login.toUpperCase(), ` ${login}`, `CORP\\${login}`])
      await signIn(name, 'wrong');
    for (const name of [login, id, `${login}@corp.example`, `${login} `]) {
      expectProblem(await signIn(name), 'sign-in-refused');
    }
  });

  it('rule 9.2: the lock holds for refreshes too, and what a session holds stays (rule 4.7)', async () => {
    await setPolicy({ maxFailures: 1 });
    const user = await somebody();
    const { body } = await signIn(user.login).expect(200);
    await signIn(user.login, 'wrong');
    const refresh = () =>
      api().request(null).post('/v1/auth/refresh').send({ refreshToken: body.refreshToken });
    expectProblem(await refresh(), 'refresh-refused');
    await api().request(body.accessToken).get('/userinfo').expect(200);
    await api().request().post(`/v1/users/${user.id}/unlock`).expect(204);
    await refresh().expect(200);
  });

  it('rule 9.2: the lock holds for whoever comes by another method', async () => {
    await setPolicy({ maxFailures: 1 });
    const user = await somebody();
    await signIn(user.login, 'wrong');
    await api()
      .request()
      .patch('/v1/zones/trusted')
      .send({ methods: ['password', 'kerberos'] });
    await api().request().patch('/v1/providers/kerberos').send({ enabled: true });
    await expect(enter(api, user, { method: 'kerberos' })).rejects.toMatchObject({
      code: /refused|unavailable/,
    });
  });

  it('rule 12.2: leaves one event for each refusal, which tells the reason and no password', async () => {
    const user = await somebody();
    await signIn(user.login, 'a canary that nobody may see');
    const events = (await auditOf(api, user.id)).filter(({ action }) => action === 'sign-in.refused');
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      actor: { kind: 'anonymous' },
      after: { reason: 'wrong', method: 'password' },
    });
    await signIn('canary typed as a login', 'x');
    const { rows } = await api().assembly.db.pool.query(`SELECT a::text AS row FROM audit_events a`);
    expect(rows.map(({ row }) => row as string).join('\n')).not.toContain('canary');
    expect(api().log.join('\n')).not.toContain('canary');
  });

  it('a changed password is the one that counts, and ends the sessions of the old one (rule 2.4)', async () => {
    const user = await somebody();
    const { body } = await signIn(user.login).expect(200);
    const next = 'ten herons cross the fjord';
    await api().request().put(`/v1/users/${user.id}/password`).send({ password: next }).expect(204);
    expectProblem(await signIn(user.login), 'sign-in-refused');
    expectProblem(await api().request(body.accessToken).get('/userinfo'), 'session-ended');
    await signIn(user.login, next).expect(200);
  });
});

describe('403', () => {
  it('rule 2.3: tells that the account is inactive to whoever gives its right password, and counts nothing', async () => {
    await setPolicy({ maxFailures: 2 });
    const user = await somebody({ active: false });
    for (let right = 0; right < 4; right += 1) expectProblem(await signIn(user.login), 'account-inactive');
    const [event] = await auditOf(api, user.id);
    expect(event).toMatchObject({ action: 'sign-in.refused', after: { reason: 'account-inactive' } });
  });

  it('rule 7.4: a zone that is switched off refuses everybody, before anything is checked', async () => {
    const user = await somebody();
    await api().request().patch('/v1/zones/trusted').send({ enabled: false }).expect(200);
    for (const word of [password, 'wrong'])
      expectProblem(await signIn(user.login, word), 'sign-in-unavailable');
    const key = await api().keyWith('zone:assert');
    await post({ login: user.login, password, clientIp: '192.0.2.9' }, key).expect(200);
    await api().request().patch('/v1/zones/trusted').send({ enabled: true }).expect(200);
    await signIn(user.login).expect(200);
  });

  it('rule 7.3: a zone that does not allow passwords refuses them', async () => {
    const user = await somebody();
    await api().request().patch('/v1/zones/trusted').send({ methods: [] }).expect(200);
    expectProblem(await signIn(user.login), 'sign-in-method-unavailable');
    await api()
      .request()
      .patch('/v1/zones/trusted')
      .send({ methods: ['password'] });
    await signIn(user.login).expect(200);
  });

  it('rule 8.8: a method that is switched off refuses sign-ins and refreshes', async () => {
    const user = await somebody();
    const { body } = await signIn(user.login).expect(200);
    await api().request().patch('/v1/providers/password').send({ enabled: false }).expect(200);
    expectProblem(await signIn(user.login), 'sign-in-method-unavailable');
    const refresh = () =>
      api().request(null).post('/v1/auth/refresh').send({ refreshToken: body.refreshToken });
    expectProblem(await refresh(), 'sign-in-method-unavailable');
    await api().request().patch('/v1/providers/password').send({ enabled: true }).expect(200);
    await refresh().expect(200);
  });

  it('rule 7.2: nobody names an address who may not', async () => {
    const user = await somebody();
    expectProblem(await post({ login: user.login, password, clientIp: '127.0.0.1' }), 'insufficient-scope');
  });
});

describe('administrators', () => {
  let login: string;
  beforeAll(async () => {
    login = 'root';
    await api().request().post('/v1/administrators').send({ login, password }).expect(201);
  });
  const asAdministrator = (word: string, more: object = {}, bearer: string | null = null) =>
    post({ login, password: word, realm: 'administrators', ...more }, bearer);

  it('rule 12.1: sign in to a realm of their own, and may do what their account may', async () => {
    const { body } = await asAdministrator(password).expect(200);
    expect(body.administrator).toMatchObject({ login: 'root' });
    expect(body.user).toBeUndefined();
    await api().request(body.accessToken).get('/v1/users').expect(200);
    await api().request(body.accessToken).get('/v1/api-keys').expect(200);
    const event = (await auditOf(api, body.session.id))[0];
    expect(event!.actor).toMatchObject({ kind: 'administrator', name: 'root' });
  });

  it('are no users, and users are no administrators', async () => {
    const user = await somebody();
    expectProblem(await signIn('root'), 'sign-in-refused');
    expectProblem(await post({ login: user.login, password, realm: 'administrators' }), 'sign-in-refused');
  });

  it('rule 9.2: cannot be shut out by somebody who guesses from elsewhere', async () => {
    await setPolicy({ maxFailures: 3 });
    await asAdministrator(password).expect(200);
    const key = await api().keyWith('zone:assert');
    const elsewhere = (word: string) => asAdministrator(word, { clientIp: '192.0.2.66' }, key);
    for (let wrong = 0; wrong < 5; wrong += 1) expectProblem(await elsewhere('wrong'), 'sign-in-refused');
    // Locked for those who come from an address that is not known of the administrator …
    expectProblem(await elsewhere(password), 'sign-in-refused');
    // … and not for the administrator at their desk, where guesses are counted too.
    await asAdministrator(password).expect(200);
    for (let wrong = 0; wrong < 3; wrong += 1)
      expectProblem(await asAdministrator('wrong'), 'sign-in-refused');
    expectProblem(await asAdministrator(password), 'sign-in-refused');
    const { items } = (await api().request().get('/v1/administrators')).body;
    await api().request().post(`/v1/administrators/${items[0].id}/unlock`).expect(204);
    await asAdministrator(password).expect(200);
    await elsewhere(password).expect(200);
  });
});
