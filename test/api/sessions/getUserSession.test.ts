import { beforeAll, describe, expect, it } from '@jest/globals';
import type { SignedIn } from '../../../src/sessions/index.js';
import {
  createUser,
  describeIfNoneMatch,
  describeRefusedCallers,
  expectProblem,
  signIn,
  useService,
} from '../api.js';

const api = useService();
let anna: SignedIn;
beforeAll(async () => {
  anna = await signIn(api, await createUser(api, 'anna'));
  await createUser(api, 'bert');
});
const path = () => `/v1/users/anna/sessions/${anna.session.id}`;

describe('200', () => {
  it('rule 2.9: is what the sign-in said', async () => {
    const { body } = await api().request().get(path()).expect(200);
    expect(body).toEqual({ ...anna.session, current: false });
  });
});

describeIfNoneMatch(api, path);
describeRefusedCallers(api, (agent) => agent.get('/v1/users/anna/sessions/x'), ['users:read']);

describe('404', () => {
  it('does not know a session of somebody else, or none at all', async () => {
    const get = (user: string, session: string) =>
      api().request().get(`/v1/users/${user}/sessions/${session}`);
    expectProblem(await get('bert', anna.session.id), 'session-not-found');
    expectProblem(await get('anna', 'x'), 'session-not-found');
    expectProblem(await get('nobody', anna.session.id), 'user-not-found');
  });
});
