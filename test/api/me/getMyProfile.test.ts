import { describe, expect, it } from '@jest/globals';
import { createUser, describeRefusedCallers, expectProblem, signIn, useService } from '../api.js';

const api = useService();

describe('200', () => {
  it('rule 2.12: is the profile of whoever asks', async () => {
    const user = await createUser(api, 'anna', { email: 'anna@example.org' });
    await createUser(api, 'bert');
    const { accessToken } = await signIn(api, user);
    expect((await api().request(accessToken).get('/v1/me').expect(200)).body).toEqual(user);
  });
});

describeRefusedCallers(api, (agent) => agent.get('/v1/me'), ['me']);

describe('403 for a program', () => {
  it('has no profile', async () => {
    expectProblem(await api().request().get('/v1/me'), 'not-signed-in');
  });
});
