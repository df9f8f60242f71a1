import { afterEach, describe, expect, it } from '@jest/globals';
import type { SignedIn } from '../../../src/sessions/index.js';
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
const path = '/v1/policies/concurrent-sign-in';
const put = (mode: string) => api().request().put(path).send({ mode });
afterEach(async () => {
  await put('unlimited').expect(200);
});

const desktop = { application: { name: 'Foyer Desktop' } };
const web = { application: { name: 'Web' } };
const answer = ({ accessToken }: SignedIn) => api().request(accessToken).get('/userinfo');
const works = async (signedIn: SignedIn) => (await answer(signedIn)).status === 200;

let count = 0;
const somebody = () => createUser(api, `person${(count += 1)}`);

describe('200', () => {
  it('rule 9.4: one per user: the newest wins, and the displaced session is told why', async () => {
    await put('onePerUser').expect(200);
    const [user, bystander] = [await somebody(), await signIn(api, await somebody())];
    const first = await signIn(api, user, desktop);
    const second = await signIn(api, user, web);
    expect([await works(first), await works(second), await works(bystander)]).toEqual([false, true, true]);
    const refused = await answer(first);
    expectProblem(refused, 'session-ended');
    expect(refused.body.detail).toContain('newer sign-in');
    const { refreshToken } = first;
    const refresh = await api().request(null).post('/v1/auth/refresh').send({ refreshToken });
    expectProblem(refresh, 'session-ended');
    expect(refresh.body.detail).toContain('newer sign-in');
    expect((await auditOf(api, first.session.id))[0]).toMatchObject({ after: { reason: 'displaced' } });
  });

  it('rule 9.4: one per application', async () => {
    await put('onePerApplication').expect(200);
    const user = await somebody();
    const first = await signIn(api, user, desktop);
    const other = await signIn(api, user, web);
    const newer = await signIn(api, user, { application: { name: 'FOYER desktop', version: '6' } });
    expect([await works(first), await works(other), await works(newer)]).toEqual([false, true, true]);
  });

  it('rule 9.4: leaves exactly one of ten who sign in at the same time', async () => {
    await put('onePerUser').expect(200);
    const user = await somebody();
    const all = await Promise.all(Array.from({ length: 10 }, () => signIn(api, user)));
    const lasting = await Promise.all(all.map(works));
    expect(lasting.filter(Boolean)).toHaveLength(1);
  });

  it('rule 9.4: ends with the change what is too many then, and leaves the newest', async () => {
    const user = await somebody();
    const [first, second, third] = [
      await signIn(api, user, desktop),
      await signIn(api, user, web),
      await signIn(api, user, web),
    ];
    await put('onePerApplication').expect(200);
    expect([await works(first), await works(second), await works(third)]).toEqual([true, false, true]);
    await put('onePerUser').expect(200);
    expect([await works(first), await works(third)]).toEqual([false, true]);
    const [event] = await auditOf(api, 'concurrent-sign-in');
    expect(event).toMatchObject({ before: { mode: 'onePerApplication' }, after: { mode: 'onePerUser' } });
  });

  it('limits users, and no administrator', async () => {
    await put('onePerUser').expect(200);
    const body = { login: 'root', password: 'nine herons cross the fjord' };
    await api().request().post('/v1/administrators').send(body).expect(201);
    const enter = async () =>
      (
        await api()
          .request(null)
          .post('/v1/auth/sign-in')
          .send({ ...body, realm: 'administrators' })
      ).body as SignedIn;
    const [first, second] = [await enter(), await enter()];
    expect([await works(first), await works(second)]).toEqual([true, true]);
  });
});

describe('400', () => {
  it.each([{}, { mode: 'two' }, { mode: null }])('refuses %j', async (body) => {
    expectProblem(await api().request().put(path).send(body), 'malformed-request', '/mode');
  });
});

describeRefusedCallers(api, (agent) => agent.put(path).send({ mode: 'unlimited' }), ['policies:write']);
describeIfMatch(api, () =>
  Promise.resolve({ path, write: (agent) => agent.put(path).send({ mode: 'onePerUser' }) }),
);
