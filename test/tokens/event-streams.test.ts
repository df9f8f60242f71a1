/**
 * Whoever is put out at one instance is put out of the streams of every other, in under a second, and nobody else is:
 * what may end is each kind of credential, in each way there is (rules 2.3, 2.9, 2.14 and 8.8).
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Job } from '../../src/jobs/index.js';
import type { SignedIn } from '../../src/sessions/index.js';
import { createAdministrator, password, signInAs } from '../api/administrators/administrator.js';
import { createUser, signIn, useService } from '../api/api.js';
import { openEventStream } from '../support/event-stream.js';
import { addJob } from '../support/jobs.js';
import { startTestService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';

const api = useService();
let other: TestService;
let job: Job;

beforeAll(async () => {
  other = await startTestService({ beside: api() });
  job = await addJob(api());
  // One that stays: the last may not be deleted.
  await createAdministrator(api);
});
afterAll(() => other.stop());

/** At the other instance, and with its first event. */
async function follow(bearer: string, { id }: Job = job) {
  const stream = await openEventStream(`${other.url}/v1/jobs/${id}/events`, bearer);
  await until('the first event is there', () => stream.events().length === 1);
  return stream;
}

/** What can be taken back: a bearer token that follows jobs, and how it loses that. */
interface Credential {
  bearer: string;
  takeBack: () => PromiseLike<unknown>;
}

type Way = [what: string, make: () => Promise<Credential>];

const agent = (bearer?: string | null) => api().request(bearer);

async function administrator(
  takeBack: (session: SignedIn, again: SignedIn) => PromiseLike<unknown>,
): Promise<Credential> {
  const account = await createAdministrator(api, { scopes: ['jobs:read'] });
  const [session, again] = [await signInAs(api, account), await signInAs(api, account)];
  return { bearer: session.accessToken, takeBack: () => takeBack(session, again) };
}

const waysOfPeople: Way[] = [
  [
    'signed out',
    () => administrator(({ accessToken }) => agent(accessToken).post('/v1/auth/sign-out').expect(204)),
  ],
  [
    'ended from another device',
    () =>
      administrator(({ session }, { accessToken }) =>
        agent(accessToken).delete(`/v1/me/sessions/${session.id}`).expect(204),
      ),
  ],
  [
    'ended with all the others',
    () => administrator((_, { accessToken }) => agent(accessToken).delete('/v1/me/sessions').expect(200)),
  ],
  [
    'whose password was changed by the person, elsewhere',
    () =>
      administrator((_, { accessToken }) =>
        agent(accessToken)
          .put('/v1/me/password')
          .send({ currentPassword: password, password: 'ten herons cross the fjord' })
          .expect(204),
      ),
  ],
  [
    'whose password was replaced',
    () =>
      administrator(({ administrator: account }) =>
        agent()
          .put(`/v1/administrators/${account!.id}/password`)
          .send({ password: 'ten herons cross the fjord' })
          .expect(204),
      ),
  ],
  [
    'whose account was deleted',
    () =>
      administrator(({ administrator: account }) =>
        agent().delete(`/v1/administrators/${account!.id}`).expect(204),
      ),
  ],
  [
    'whose refresh token was used twice',
    () =>
      administrator(async ({ refreshToken }) => {
        await agent(null).post('/v1/auth/refresh').send({ refreshToken }).expect(200);
        await agent(null).post('/v1/auth/refresh').send({ refreshToken }).expect(401);
      }),
  ],
  [
    'whose token was revoked',
    () =>
      administrator(({ accessToken }) =>
        agent(null).post('/oauth2/revoke').type('form').send({ token: accessToken }).expect(200),
      ),
  ],
];

async function apiKey(expiresAt?: Date) {
  const body = { name: 'follower', scopes: ['jobs:read'], expiresAt };
  return (await agent().post('/v1/api-keys').send(body).expect(201)).body as { id: string; key: string };
}

async function serviceAccount() {
  const body = { name: randomUUID(), scopes: ['jobs:read', 'rights:read'] };
  const { id, secret } = (await agent().post('/v1/service-accounts').send(body).expect(201)).body;
  const form = { grant_type: 'client_credentials', client_id: id, client_secret: secret };
  const { body: tokens } = await agent(null).post('/oauth2/token').type('form').send(form).expect(200);
  return { id: id as string, bearer: tokens.access_token as string };
}

const sql = (text: string, ...values: string[]) => api().assembly.db.pool.query(text, values);

const waysOfPrograms: Way[] = [
  [
    'of an API key that was deleted',
    async () => {
      const { id, key } = await apiKey();
      return { bearer: key, takeBack: () => agent().delete(`/v1/api-keys/${id}`).expect(204) };
    },
  ],
  [
    'of a service account that was deleted',
    async () => {
      const { id, bearer } = await serviceAccount();
      return { bearer, takeBack: () => agent().delete(`/v1/service-accounts/${id}`).expect(204) };
    },
  ],
  [
    'of an account that lost the scope',
    async () => {
      const { id, bearer } = await serviceAccount();
      const takeBack = async () => {
        await sql(`UPDATE service_accounts SET scopes = '{rights:read}' WHERE id = $1`, id);
        await sql('UPDATE epochs SET revocation = gen_random_uuid()');
      };
      return { bearer, takeBack };
    },
  ],
  [
    'of a signing key that was withdrawn',
    async () => {
      const { bearer } = await serviceAccount();
      const takeBack = () => agent().post('/v1/keys/rotate').send({ immediately: true }).expect(200);
      return { bearer, takeBack };
    },
  ],
];

describe('a stream of events', () => {
  it.each([...waysOfPeople, ...waysOfPrograms])('%s is cut in under a second', async (_, make) => {
    const bystander = await follow(other.key);
    const { bearer, takeBack } = await make();
    const [one, two] = [await follow(bearer), await follow(bearer)];
    await takeBack();
    const taken = performance.now();
    for (const stream of [one, two]) expect((await stream.ended) - taken).toBeLessThan(1000);
    expect(one.answer.complete).toBe(true);
    await expectLasting(bystander);
  });

  it('of another session of the same person lasts', async () => {
    const account = await createAdministrator(api, { scopes: ['jobs:read'] });
    const [session, again] = [await signInAs(api, account), await signInAs(api, account)];
    const [one, two] = [await follow(session.accessToken), await follow(again.accessToken)];
    await agent(session.accessToken).post('/v1/auth/sign-out').expect(204);
    await one.ended;
    await expectLasting(two);
  });

  it('ends with an API key that expires', async () => {
    const expiresAt = Date.now() + 1500;
    const stream = await follow((await apiKey(new Date(expiresAt))).key);
    await stream.ended;
    expect(Date.now()).toBeGreaterThanOrEqual(expiresAt);
    expect(Date.now()).toBeLessThan(expiresAt + 1000);
  });

  it('is cut in time, and no other is, when every connection to the database breaks meanwhile', async () => {
    const bystander = await follow(other.key);
    const { id, key } = await apiKey();
    const stream = await follow(key);
    const client = new pg.Client(api().database.url);
    await client.connect();
    await client.query('DELETE FROM api_keys WHERE id = $1', [id]);
    await client.query('UPDATE epochs SET revocation = gen_random_uuid()');
    await client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    );
    const taken = performance.now();
    await client.end();
    expect((await stream.ended) - taken).toBeLessThan(1000);
    await expectLasting(bystander);
  });
});

/** It is there still, a while later, and says what is new. */
async function expectLasting(stream: Awaited<ReturnType<typeof follow>>): Promise<void> {
  const lasts = new Promise((later) => setTimeout(later, 300, 'lasts'));
  expect(await Promise.race([stream.ended, lasts])).toBe('lasts');
  expect(stream.answer.destroyed).toBe(false);
  stream.close();
}

describe('what a user has opened', () => {
  const waysOfUsers: [string, (login: string, session: SignedIn) => PromiseLike<unknown>][] = [
    ['rule 2.9: disconnected', (login) => agent().post(`/v1/users/${login}/disconnect`).expect(200)],
    [
      'rule 2.3: deactivated',
      (login) => agent().patch(`/v1/users/${login}`).send({ active: false }).expect(200),
    ],
    ['rule 2.14: deleted', (login) => agent().delete(`/v1/users/${login}`).expect(204)],
    [
      'with another password',
      (login) =>
        agent()
          .put(`/v1/users/${login}/password`)
          .send({ password: 'ten herons cross the fjord' })
          .expect(204),
    ],
    [
      'with one session less',
      (login, { session }) => agent().delete(`/v1/users/${login}/sessions/${session.id}`).expect(204),
    ],
  ];

  /** As the frame watches every stream: rights are followed by conferencing servers, jobs by administrators. */
  const ended = ({ accessToken: token }: SignedIn): Promise<number> =>
    new Promise((end) => {
      other.assembly.credentialWatch.watch({ token, scopes: ['me'] }, () => end(performance.now()));
    });

  it.each(waysOfUsers)('%s: is cut in under a second', async (_, takeBack) => {
    const login = `u${randomUUID().slice(0, 8)}`;
    const session = await signIn(api, await createUser(api, login, { password }));
    const bystander = await signIn(api, await createUser(api, `${login}x`));
    const [one, another] = [ended(session), ended(bystander)];
    await new Promise((later) => setTimeout(later, 150));
    await takeBack(login, session);
    const taken = performance.now();
    expect((await one) - taken).toBeLessThan(1000);
    const lasts = new Promise((later) => setTimeout(later, 300, 'lasts'));
    expect(await Promise.race([another, lasts])).toBe('lasts');
  });
});
