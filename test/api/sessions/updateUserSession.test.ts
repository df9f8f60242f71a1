import { describe, expect, it } from '@jest/globals';
import {
  auditOf,
  createUser,
  describeIfMatch,
  describeRefusedCallers,
  expectProblem,
  signIn,
  useService,
} from '../api.js';

const api = useService();
let count = 0;
async function somebody() {
  const user = await createUser(api, `person${(count += 1)}`);
  const signedIn = await signIn(api, user);
  return { ...signedIn, path: `/v1/users/${user.login}/sessions/${signedIn.session.id}` };
}
const patch = (path: string, body: object) => api().request().patch(path).send(body);

describe('200', () => {
  it('rule 2.9: switches automatic sign-in off without ending the session', async () => {
    const { path, accessToken, refreshToken, session } = await somebody();
    const { body } = await patch(path, { automaticSignIn: false }).expect(200);
    expect(body).toMatchObject({ automaticSignIn: false, endedAt: null });
    expect(Date.parse(body.expiresAt)).toBeLessThanOrEqual(Date.now() + 600_000);
    await api().request(accessToken).get('/userinfo').expect(200);
    expectProblem(
      await api().request(null).post('/v1/auth/refresh').send({ refreshToken }),
      'refresh-refused',
    );
    const [event] = await auditOf(api, session.id);
    expect(event).toMatchObject({ action: 'session.changed', after: { automaticSignIn: false } });
  });

  it('changes nothing when there is nothing to change', async () => {
    const { path, session } = await somebody();
    for (const body of [{}, { automaticSignIn: true }]) {
      expect((await patch(path, body).expect(200)).body).toEqual({ ...session, current: false });
    }
  });
});

describe('400', () => {
  it.each([
    ['an unknown field', { device: 'x' }, '/device'],
    ['null', { automaticSignIn: null }, '/automaticSignIn'],
    ['a text', { automaticSignIn: 'false' }, '/automaticSignIn'],
  ])('names %s', async (_, body, pointer) => {
    expectProblem(await patch((await somebody()).path, body), 'malformed-request', pointer);
  });
});

describeRefusedCallers(
  api,
  (agent) => agent.patch('/v1/users/anna/sessions/x').send({ automaticSignIn: false }),
  ['users:write'],
);
describeIfMatch(api, async () => {
  const { path } = await somebody();
  return { path, write: (agent) => agent.patch(path).send({ automaticSignIn: false }) };
});

describe('404', () => {
  it('does not know a session of somebody else', async () => {
    const [one, other] = [await somebody(), await somebody()];
    const path = `/v1/users/${one.user!.login}/sessions/${other.session.id}`;
    expectProblem(await patch(path, { automaticSignIn: false }), 'session-not-found');
  });
});

describe('422', () => {
  it('comes back by nothing but signing in', async () => {
    const { path } = await somebody();
    await patch(path, { automaticSignIn: false }).expect(200);
    expectProblem(await patch(path, { automaticSignIn: true }), 'sign-in-needed');
  });
});
