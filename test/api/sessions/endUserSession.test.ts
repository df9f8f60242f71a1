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

describe('204', () => {
  it('rule 2.9: ends that session, which stays in the list with the reason', async () => {
    const { path, accessToken, refreshToken, user, session } = await somebody();
    const other = await signIn(api, user!);
    await api().request().delete(path).expect(204);
    const refused = await api().request(accessToken).get('/userinfo');
    expectProblem(refused, 'session-ended');
    expect(refused.body.detail).toContain('ended it');
    expectProblem(await api().request(null).post('/v1/auth/refresh').send({ refreshToken }), 'session-ended');
    await api().request(other.accessToken).get('/userinfo').expect(200);
    expect((await api().request().get(path)).body).toMatchObject({ endReason: 'disconnected' });
    expect((await auditOf(api, session.id))[0]).toMatchObject({ action: 'session.ended' });
  });

  it('ends nothing twice', async () => {
    const { path, session } = await somebody();
    await api().request().delete(path).expect(204);
    await api().request().delete(path).expect(204);
    expect(await auditOf(api, session.id)).toHaveLength(2);
  });
});

describeRefusedCallers(api, (agent) => agent.delete('/v1/users/anna/sessions/x'), ['users:write']);
describeIfMatch(api, async () => {
  const { path } = await somebody();
  return { path, write: (agent) => agent.delete(path) };
});

describe('404', () => {
  it('does not know a session of somebody else', async () => {
    const [one, other] = [await somebody(), await somebody()];
    const path = `/v1/users/${one.user!.login}/sessions/${other.session.id}`;
    expectProblem(await api().request().delete(path), 'session-not-found');
    await api().request(other.accessToken).get('/userinfo').expect(200);
  });
});
