import { describe, expect, it } from '@jest/globals';
import { auditOf, describeIfMatch, describeRefusedCallers, expectProblem, useService } from '../api.js';

const api = useService();
const path = '/v1/policies/lockout';
// The example of rule 9.2: five failures, ten minutes, a day.
const policy = { enabled: true, maxFailures: 5, durationSeconds: 86_400, resetAfterSeconds: 600 };

describe('200', () => {
  it('rule 9.2: sets it, and leaves one event with before and after', async () => {
    const { body } = await api().request().put(path).send(policy).expect(200);
    expect(body).toEqual(policy);
    expect((await api().request().get(path)).body).toEqual(policy);
    const [event] = await auditOf(api, 'lockout');
    expect(event).toMatchObject({
      action: 'lockout-policy.changed',
      before: { maxFailures: 10 },
      after: policy,
    });
  });
});

describe('400', () => {
  it.each([
    ['a missing field', { enabled: true }, '/maxFailures'],
    ['no failure at all', { ...policy, maxFailures: 0 }, '/maxFailures'],
    ['a duration of nothing', { ...policy, durationSeconds: 0 }, '/durationSeconds'],
    ['half a second', { ...policy, resetAfterSeconds: 0.5 }, '/resetAfterSeconds'],
    ['too long a lock', { ...policy, durationSeconds: 1e9 }, '/durationSeconds'],
    ['an unknown field', { ...policy, administrators: false }, '/administrators'],
  ])('names %s', async (_, body, pointer) => {
    expectProblem(await api().request().put(path).send(body), 'malformed-request', pointer);
  });
});

describeRefusedCallers(api, (agent) => agent.put(path).send(policy), ['policies:write']);
let turn = 0;
describeIfMatch(api, async () => {
  const other = { ...policy, maxFailures: 20 + (turn += 1) };
  return { path, write: (agent) => agent.put(path).send(other) };
});
