import { describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { startTestService } from '../../support/service.js';
import { auditOf, createUser, expectProblem, signIn, useService } from '../api.js';

const time = { offset: 0 };
const api = useService({ clock: { now: () => Date.now() + time.offset } });
const post = (body: object, bearer: string | null = null) =>
  api().request(bearer).post('/v1/auth/refresh').send(body);
const refresh = (refreshToken: string | null) => post({ refreshToken });
const me = (token: string) => api().request(token).get('/userinfo');

let count = 0;
async function somebody() {
  const user = await createUser(api, `refreshed${(count += 1)}`);
  return { user, ...(await signIn(api, user)) };
}

describe('200', () => {
  it('gives another pair of tokens for the same session (rule 14: ten minutes, thirty days)', async () => {
    const { session, refreshToken, user } = await somebody();
    const { body } = await refresh(refreshToken).expect(200);
    expect(body.refreshToken).not.toBe(refreshToken);
    expect(body.expiresInSeconds).toBe(600);
    expect(body.session).toMatchObject({
      id: session.id,
      current: true,
      endedAt: null,
      address: '127.0.0.1',
    });
    const lasts = Date.parse(body.session.expiresAt) - Date.parse(body.session.lastActivityAt);
    expect(lasts).toBe(30 * 24 * 3600 * 1000);
    expect(decodeJwt(body.accessToken)).toMatchObject({ sub: user.id, sid: session.id, scope: 'me' });
    expect((await me(body.accessToken).expect(200)).body.preferred_username).toBe(user.login);
    await refresh(body.refreshToken).expect(200);
  });

  it('leaves the access token before it as it was', async () => {
    const { accessToken, refreshToken } = await somebody();
    await refresh(refreshToken).expect(200);
    await me(accessToken).expect(200);
  });

  it('rule 7.2: takes the address of a backend that may name it, and the zone of that address', async () => {
    const { refreshToken } = await somebody();
    const key = await api().keyWith('zone:assert');
    const { body } = await post({ refreshToken, clientIp: '192.0.2.7' }, key).expect(200);
    expect(body.session).toMatchObject({ address: '192.0.2.7', zone: 'external' });
  });

  it('works until its thirty days are over, each time from the last refresh', async () => {
    const { refreshToken } = await somebody();
    time.offset = 29 * 24 * 3600 * 1000;
    const { body } = await refresh(refreshToken).expect(200);
    time.offset = 58 * 24 * 3600 * 1000;
    await refresh(body.refreshToken).expect(200);
    time.offset = 0;
  });
});

describe('400', () => {
  it.each([
    ['no token', {}, '/refreshToken'],
    ['a token of another type', { refreshToken: 7 }, '/refreshToken'],
    ['an empty one', { refreshToken: '' }, '/refreshToken'],
    ['an unknown field', { refreshToken: 'x', scope: 'admin' }, '/scope'],
  ])('names %s', async (_, body, pointer) => {
    expectProblem(await post(body), 'malformed-request', pointer);
  });

  it('refuses a clientIp that is no address', async () => {
    const { refreshToken } = await somebody();
    const key = await api().keyWith('zone:assert');
    expectProblem(await post({ refreshToken, clientIp: 'a' }, key), 'invalid-address', '/clientIp');
    await refresh(refreshToken).expect(200);
  });
});

describe('401', () => {
  it.each(['x', `foyer-refresh_${'A'.repeat(86)}`, `foyer_${'A'.repeat(43)}`, 'header.claims.signature'])(
    'refuses %s',
    async (token) => {
      expectProblem(await refresh(token), 'refresh-refused');
    },
  );

  it('RFC 9700 §4.14: a token that comes twice ends the session, and every token of it', async () => {
    const { refreshToken, session, user, accessToken } = await somebody();
    const { body } = await refresh(refreshToken).expect(200);
    expectProblem(await refresh(refreshToken), 'refresh-refused');
    expectProblem(await refresh(body.refreshToken), 'session-ended');
    expectProblem(await me(body.accessToken), 'session-ended');
    expectProblem(await me(accessToken), 'session-ended');
    const [event] = await auditOf(api, session.id);
    expect(event).toMatchObject({ action: 'session.ended', after: { reason: 'refresh-token-reused' } });
    expect(event!.related).toMatchObject({ kind: 'user', id: user.id });
  });

  it('an instance that was started later knows a used token too', async () => {
    const { refreshToken } = await somebody();
    const { body } = await refresh(refreshToken).expect(200);
    const other = await startTestService({ beside: api() });
    try {
      const again = other.request(null).post('/v1/auth/refresh').send({ refreshToken });
      expectProblem(await again, 'refresh-refused');
      expectProblem(await refresh(body.refreshToken), 'session-ended');
    } finally {
      await other.stop();
    }
  });

  it('of many refreshes with one token at once, one goes through, and the session ends', async () => {
    const { refreshToken } = await somebody();
    const answers = await Promise.all(Array.from({ length: 10 }, () => refresh(refreshToken)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(9).fill(401)]);
    const won = answers.find(({ status }) => status === 200)!;
    expectProblem(await refresh(won.body.refreshToken), 'session-ended');
  });

  it('half of a token is no token', async () => {
    const { refreshToken } = await somebody();
    const other = (await somebody()).refreshToken!;
    const mixed = refreshToken!.slice(0, -43) + other.slice(-43);
    // Whoever knows the half that all tokens of a session share has had one of them.
    expectProblem(await refresh(mixed), 'refresh-refused');
    expectProblem(await refresh(refreshToken), 'session-ended');
    await refresh(other).expect(200);
  });

  it('rule 2.9: gives nothing without automatic sign-in', async () => {
    const user = await createUser(api, 'manual');
    const { refreshToken, session, accessToken } = await signIn(api, user, { automaticSignIn: false });
    expect(refreshToken).toBe(null);
    expect(Date.parse(session.expiresAt) - Date.parse(session.startedAt)).toBe(600_000);
    await me(accessToken).expect(200);
  });

  it('says that the session has expired once its time is over', async () => {
    const { refreshToken } = await somebody();
    time.offset = 30 * 24 * 3600 * 1000 + 1000;
    const response = await refresh(refreshToken);
    time.offset = 0;
    expectProblem(response, 'session-ended');
    expect(response.body.detail).toContain('not refreshed in time');
  });

  it('rule 2.3: refuses a deactivated account, and says so to whoever holds its token', async () => {
    const { refreshToken, user } = await somebody();
    await api().request().patch(`/v1/users/${user.id}`).send({ active: false }).expect(200);
    const response = await refresh(refreshToken);
    expectProblem(response, 'session-ended');
    expect(response.body.detail).toContain('deactivated');
    await api().request().patch(`/v1/users/${user.id}`).send({ active: true }).expect(200);
    expectProblem(await refresh(refreshToken), 'session-ended');
  });

  it('rule 2.14: knows nothing of the tokens of a deleted user', async () => {
    const { refreshToken, user } = await somebody();
    await api().request().delete(`/v1/users/${user.id}`).expect(204);
    expectProblem(await refresh(refreshToken), 'refresh-refused');
  });

  it('refuses credentials that are no good, and keeps the token', async () => {
    const { refreshToken } = await somebody();
    expectProblem(await post({ refreshToken }, `foyer_${'A'.repeat(43)}`), 'unauthenticated');
    await refresh(refreshToken).expect(200);
  });
});

describe('403', () => {
  it('rule 7.4: a zone that is switched off refuses a refresh and keeps the token for later', async () => {
    const { refreshToken, accessToken } = await somebody();
    await api().request().patch('/v1/zones/trusted').send({ enabled: false }).expect(200);
    expectProblem(await refresh(refreshToken), 'sign-in-unavailable');
    await me(accessToken).expect(200);
    await api().request().patch('/v1/zones/trusted').send({ enabled: true }).expect(200);
    await refresh(refreshToken).expect(200);
  });

  it('rule 8.8: a method that is switched off in the zone refuses the refresh of its sessions', async () => {
    const { refreshToken } = await somebody();
    await api().request().patch('/v1/zones/trusted').send({ methods: [] }).expect(200);
    expectProblem(await refresh(refreshToken), 'sign-in-method-unavailable');
    await api()
      .request()
      .patch('/v1/zones/trusted')
      .send({ methods: ['password'] })
      .expect(200);
    await refresh(refreshToken).expect(200);
  });

  it('rule 7.2: nobody names an address who may not', async () => {
    const { refreshToken } = await somebody();
    const clientIp = '127.0.0.1';
    expectProblem(await post({ refreshToken, clientIp }), 'insufficient-scope');
    const key = await api().keyWith('users:read');
    expectProblem(await post({ refreshToken, clientIp }, key), 'insufficient-scope');
    await refresh(refreshToken).expect(200);
  });
});

it('neither the database nor the log holds a token', async () => {
  const { refreshToken } = await somebody();
  await refresh(refreshToken).expect(200);
  const { rows } = await api().assembly.db.pool.query('SELECT s::text AS row FROM sessions s');
  const half = refreshToken!.slice(-43);
  expect(rows.map(({ row }) => row as string).join('\n')).not.toContain(half);
  expect(api().log.join('\n')).not.toContain(half);
});
