import { describe, expect, it } from '@jest/globals';
import {
  auditOf,
  createUser,
  describeIfMatch,
  describeRefusedCallers,
  expectProblem,
  useService,
} from '../api.js';

const api = useService();
const path = '/v1/policies/password';
const strict = {
  minLength: 16,
  requireUpper: true,
  requireLower: true,
  requireDigit: true,
  requireSpecial: true,
  blocklist: false,
};
const put = (body: object) => api().request().put(path).send(body);

describe('200', () => {
  it('rule 9.1: replaces the policy, which holds for the next password', async () => {
    const { login } = await createUser(api, 'next');
    expect((await put(strict).expect(200)).body).toEqual(strict);
    expect((await api().request().get(path)).body).toEqual(strict);
    const refused = await api()
      .request()
      .put(`/v1/users/${login}/password`)
      .send({ password: 'nine herons cross' });
    expectProblem(refused, 'password-unacceptable');
    await api()
      .request()
      .put(`/v1/users/${login}/password`)
      .send({ password: '9 Herons cross it' })
      .expect(204);
  });

  it('rule 12.2: is in the audit log with before and after, once', async () => {
    await put({ ...strict, minLength: 20 }).expect(200);
    await put({ ...strict, minLength: 20 }).expect(200);
    const events = await auditOf(api, 'password');
    expect(events.map(({ action }) => action)).not.toContain('user.password-changed');
    expect(events[0]).toMatchObject({
      action: 'password-policy.changed',
      before: { minLength: 16 },
      after: { minLength: 20 },
    });
    expect(events.filter(({ after }) => (after as typeof strict).minLength === 20)).toHaveLength(1);
  });

  it.each([2, 64])('rule 9.1: takes %d as the least length', async (minLength) => {
    expect((await put({ ...strict, minLength }).expect(200)).body.minLength).toBe(minLength);
  });
});

describe('400', () => {
  it.each([
    ['a least length of 1', { ...strict, minLength: 1 }, '/minLength'],
    ['a least length of 65', { ...strict, minLength: 65 }, '/minLength'],
    ['a least length of 12.5', { ...strict, minLength: 12.5 }, '/minLength'],
    ['a class that is no yes or no', { ...strict, requireUpper: 'yes' }, '/requireUpper'],
    ['a field that is missing', { ...strict, blocklist: undefined }, '/blocklist'],
    ['an unknown field', { ...strict, requireEmoji: true }, '/requireEmoji'],
  ])('names %s', async (_, body, pointer) => {
    expectProblem(await put(body), 'malformed-request', pointer);
  });
});

describe('the database', () => {
  it.each([1, 65])('rule 9.1: refuses %d as the least length, whoever writes', async (minLength) => {
    const { pool } = api().assembly.db;
    const write = pool.query('UPDATE password_policies SET min_length = $1', [minLength]);
    await expect(write).rejects.toThrow('password_policies_min_length_check');
  });
});

describeRefusedCallers(api, (agent) => agent.put(path).send(strict), ['policies:write']);

describeIfMatch(api, () => {
  const minLength = 2 + Math.floor(Math.random() * 60);
  return Promise.resolve({ path, write: (agent) => agent.put(path).send({ ...strict, minLength }) });
});
