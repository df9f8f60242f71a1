import { beforeAll, describe, expect, it } from '@jest/globals';
import { createUser, describeRefusedCallers, expectProblem, useService } from '../api.js';

const api = useService();
const post = (body: object) => api().request().post('/v1/effective-rights/batch').send(body);

beforeAll(async () => {
  await createUser(api, 'alice');
  await createUser(api, 'bob', { active: false });
});

const questions = [
  { subject: 'alice', ip: '127.0.0.1' },
  { subject: 'moore@guest.example' },
  { kind: 'guest', zone: 'trusted' },
  { subject: 'nobody' },
  { subject: 'BOB@corp.example' },
  { subject: 'alice', ip: '::ffff:192.0.2.1' },
  { subject: 'alice' },
];

describe('200', () => {
  it.each([false, true])(
    'rule 4.11: answers each as if asked alone, in the order asked; explain=%s',
    async (explain) => {
      const { body } = await post({ subjects: questions, explain }).expect(200);
      const alone = [];
      for (const question of questions) {
        alone.push(
          (
            await api()
              .request()
              .get('/v1/effective-rights')
              .query({ ...question, explain })
          ).body,
        );
      }
      expect(body.items).toEqual(alone);
    },
  );

  it('rule 4.11: takes a thousand', async () => {
    const subjects = Array.from({ length: 1000 }, (_, at) => ({
      subject: at % 3 === 0 ? 'alice' : `nobody${at}`,
    }));
    const { body } = await post({ subjects }).expect(200);
    expect(body.items.map((item: { known: boolean }) => item.known)).toEqual(
      subjects.map((_, at) => at % 3 === 0),
    );
  });
});

describe('400', () => {
  it.each([
    [{ subjects: [] }, '/subjects'],
    [{ subjects: Array.from({ length: 1001 }, () => ({ kind: 'guest' })) }, '/subjects'],
    [{ subjects: [{ subject: 'alice' }, {}] }, '/subjects/1/subject'],
    [{ subjects: [{ subject: 'alice', kind: 'guest' }] }, '/subjects/0/subject'],
    [{ subjects: [{ kind: 'member' }] }, '/subjects/0/kind'],
    [{ subjects: [{ kind: 'guest', zone: 'dmz' }] }, '/subjects/0/zone'],
    [{ subjects: [{ kind: 'guest', ip: '127.0.0.1', zone: 'trusted' }] }, '/subjects/0/ip'],
    [{ subjects: [{ kind: 'guest', user: 'x' }] }, '/subjects/0/user'],
    [{ subjects: [{ kind: 'guest' }], explain: 1 }, '/explain'],
  ])('names the place in %j', async (body, pointer) => {
    expectProblem(await post(body), 'malformed-request', pointer);
  });

  it('rule 7.2: names the address that is none', async () => {
    const subjects = [{ kind: 'guest' }, { kind: 'guest', ip: '10.0.0' }];
    expectProblem(await post({ subjects }), 'invalid-address', '/subjects/1/ip');
  });
});

describeRefusedCallers(
  api,
  (agent) => agent.post('/v1/effective-rights/batch').send({ subjects: [{ kind: 'guest' }] }),
  ['rights:read'],
);

describe('403 for more than the plain question', () => {
  it('one address in a batch needs zone:assert, asking why rights:explain', async () => {
    const agent = api().request(await api().keyWith('rights:read'));
    const send = (body: object) => agent.post('/v1/effective-rights/batch').send(body);
    await send({ subjects: [{ kind: 'guest' }] }).expect(200);
    expectProblem(await send({ subjects: [{ kind: 'guest' }, questions[0]] }), 'insufficient-scope');
    expectProblem(await send({ subjects: [{ kind: 'guest' }], explain: true }), 'insufficient-scope');
  });
});
