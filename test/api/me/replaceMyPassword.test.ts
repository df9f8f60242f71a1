import { describe, it } from '@jest/globals';
import type { SignedIn } from '../../../src/sessions/index.js';
import { createUser, describeRefusedCallers, expectProblem, signIn, useService } from '../api.js';

const api = useService();
const password = 'nine herons cross the fjord';
const next = 'ten herons cross the fjord';
const path = '/v1/me/password';
let count = 0;
const somebody = () => createUser(api, `person${(count += 1)}`, { password });
const change = ({ accessToken }: SignedIn, body: object) => api().request(accessToken).put(path).send(body);
const enter = (login: string, word: string, realm = 'users') =>
  api().request(null).post('/v1/auth/sign-in').send({ login, password: word, realm });

describe('204', () => {
  it('rule 2.12: takes the present password, sets the new one, and ends the other sessions', async () => {
    const user = await somebody();
    const [here, there] = [await signIn(api, user), await signIn(api, user)];
    await change(here, { currentPassword: password, password: next }).expect(204);
    await api().request(here.accessToken).get('/v1/me').expect(200);
    expectProblem(await api().request(there.accessToken).get('/v1/me'), 'session-ended');
    expectProblem(await enter(user.login, password), 'sign-in-refused');
    await enter(user.login, next).expect(200);
  });

  it('is for administrators too', async () => {
    await api().request().post('/v1/administrators').send({ login: 'root', password }).expect(201);
    const signedIn = (await enter('root', password, 'administrators').expect(200)).body as SignedIn;
    expectProblem(
      await change(signedIn, { currentPassword: next, password: next }),
      'current-password-wrong',
    );
    await change(signedIn, { currentPassword: password, password: next }).expect(204);
    await enter('root', next, 'administrators').expect(200);
  });
});

describeRefusedCallers(api, (agent) => agent.put(path).send({ currentPassword: password, password: next }), [
  'me',
]);

describe('403 for whoever does not know the present password', () => {
  it('changes nothing, and counts as at sign-in (rule 9.2)', async () => {
    const user = await somebody();
    const signedIn = await signIn(api, user);
    for (let wrong = 0; wrong < 10; wrong += 1) {
      expectProblem(
        await change(signedIn, { currentPassword: `x${wrong}`, password: next }),
        'current-password-wrong',
      );
    }
    expectProblem(
      await change(signedIn, { currentPassword: password, password: next }),
      'current-password-wrong',
    );
    expectProblem(await enter(user.login, password), 'sign-in-refused');
    await api().request().post(`/v1/users/${user.id}/unlock`).expect(204);
    await enter(user.login, password).expect(200);
  });

  it('is nothing for a program, and nothing where there is no password', async () => {
    const body = { currentPassword: password, password: next };
    expectProblem(await api().request().put(path).send(body), 'not-signed-in');
    const user = await createUser(api, 'passwordless');
    expectProblem(await change(await signIn(api, user), body), 'current-password-wrong');
  });
});

describe('422', () => {
  it('rule 9.1: refuses a password that the policy does not allow, and keeps the present one', async () => {
    const user = await somebody();
    const body = { currentPassword: password, password: 'short' };
    expectProblem(await change(await signIn(api, user), body), 'password-unacceptable', '/password');
    await enter(user.login, password).expect(200);
  });
});
