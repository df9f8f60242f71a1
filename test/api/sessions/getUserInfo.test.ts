import { describe, expect, it } from '@jest/globals';
import { createUser, describeRefusedCallers, expectProblem, signIn, useService } from '../api.js';

const api = useService();

describe('200', () => {
  it('OpenID Connect Core §5.1: says who signed in', async () => {
    const fields = { firstName: 'Ada', middleName: 'King', lastName: 'Lovelace', email: 'ada@example.org' };
    const user = await createUser(api, 'ada', { displayName: 'Ada Lovelace', ...fields });
    const { accessToken } = await signIn(api, user);
    const { body } = await api().request(accessToken).get('/userinfo').expect(200);
    expect(body).toEqual({
      sub: user.id,
      preferred_username: 'ada',
      name: 'Ada Lovelace',
      given_name: 'Ada',
      middle_name: 'King',
      family_name: 'Lovelace',
      email: 'ada@example.org',
      updated_at: Math.floor(Date.parse(user.updatedAt) / 1000),
    });
  });

  it('leaves out what nobody knows', async () => {
    const user = await createUser(api, 'plain');
    const { accessToken } = await signIn(api, user);
    const { body } = await api().request(accessToken).get('/userinfo').expect(200);
    expect(Object.keys(body).sort()).toEqual(['name', 'preferred_username', 'sub', 'updated_at']);
  });
});

describeRefusedCallers(api, (agent) => agent.get('/userinfo'), ['me']);

describe('403 for a program', () => {
  it('has nobody to speak of', async () => {
    expectProblem(await api().request().get('/userinfo'), 'not-signed-in');
  });
});
