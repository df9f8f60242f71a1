import { describe, expect, it } from '@jest/globals';
import { auditOf, describeIfMatch, describeRefusedCallers, expectProblem, useService } from '../api.js';
import { visibility } from './visibility.js';

const api = useService();
const path = '/v1/policies/field-visibility';
const put = (body: object) => api().request().put(path).send(body);
const everybody = { members: true, federated: true, guests: true };

describe('200', () => {
  it('rule 9.3: sets each of the three columns by itself', async () => {
    const policy = visibility((field, audience) => (field.length + audience.length) % 2 === 0);
    const { body } = await put(policy).expect(200);
    expect(body).toEqual({ fields: { displayName: everybody, ...policy.fields } });
    expect((await api().request().get(path)).body).toEqual(body);
  });

  it('takes what GET answers, in whatever order, and writes nothing when nothing changes', async () => {
    const { body, headers } = await api().request().get(path).expect(200);
    const backwards = Object.fromEntries(Object.entries(body.fields as object).reverse());
    const before = await auditOf(api, 'field-visibility');
    const again = await put({ fields: backwards }).expect(200);
    expect([again.body, again.headers['etag']]).toEqual([body, headers['etag']]);
    expect(await auditOf(api, 'field-visibility')).toEqual(before);
  });

  it('rule 12.2: is in the audit log with before and after', async () => {
    await put(visibility(() => false)).expect(200);
    await put(visibility((field) => field === 'address')).expect(200);
    const [event] = await auditOf(api, 'field-visibility');
    expect(event).toMatchObject({
      action: 'field-visibility.changed',
      target: { kind: 'policy', id: 'field-visibility' },
      before: { fields: { address: { guests: false } } },
      after: { fields: { address: { guests: true }, displayName: everybody } },
    });
  });
});

describe('400', () => {
  const { fields } = visibility(() => true);
  it.each([
    ['a field that is missing', { fields: { ...fields, email: undefined } }, '/fields/email'],
    ['a column that is missing', { fields: { ...fields, email: { members: true } } }, '/fields/email/guests'],
    [
      'no yes or no',
      { fields: { ...fields, email: { ...everybody, guests: 'no' } } },
      '/fields/email/guests',
    ],
    ['a field that there is not', { fields: { ...fields, password: everybody } }, '/fields/password'],
    [
      'an audience that there is not',
      { fields: { ...fields, email: { ...everybody, all: true } } },
      '/fields/email/all',
    ],
  ])('names %s', async (_, body, pointer) => {
    expectProblem(await put(body), 'malformed-request', pointer);
  });
});

describeRefusedCallers(api, (agent) => agent.put(path).send(visibility(() => true)), ['policies:write']);

describeIfMatch(api, () => {
  const policy = visibility(() => Math.random() < 0.5);
  return Promise.resolve({ path, write: (agent) => agent.put(path).send(policy) });
});

describe('422', () => {
  it.each(['members', 'federated', 'guests'])(
    'rule 9.3: never hides the display name from %s',
    async (audience) => {
      const before = (await api().request().get(path)).text;
      const { fields } = visibility(() => true);
      const response = await put({ fields: { ...fields, displayName: { ...everybody, [audience]: false } } });
      expectProblem(response, 'display-name-always-visible', `/fields/displayName/${audience}`);
      expect((await api().request().get(path)).text).toBe(before);
    },
  );
});
