import { describe, expect, it } from '@jest/globals';
import { rightNames } from '../../../src/rights/index.js';
import {
  createUser,
  describeIfNoneMatch,
  describeRefusedCallers,
  expectProblem,
  useService,
} from '../api.js';

const api = useService();
const path = '/v1/users/alice/rights';

describe('200', () => {
  it('rule 4.2: inherits all fifteen rights unless told otherwise, in the order of rule 4.1', async () => {
    await createUser(api, 'alice');
    const { body } = await api().request().get(path).expect(200);
    expect(Object.keys(body.rights)).toEqual(rightNames);
    expect(new Set(Object.values(body.rights))).toEqual(new Set(['inherit']));
  });

  it('rule 1.1: takes a UUID, a login and a call ID', async () => {
    const { id } = await createUser(api, 'bob');
    const references = [id, 'BOB', 'bob@corp.example'];
    const answers = references.map((user) => api().request().get(`/v1/users/${user}/rights`).expect(200));
    const texts = (await Promise.all(answers)).map((answer) => answer.text);
    expect(new Set(texts).size).toBe(1);
  });
});

describeIfNoneMatch(api, () => path);
describeRefusedCallers(api, (agent) => agent.get(path), ['users:read']);

describe('404', () => {
  it('knows no such user', async () => {
    expectProblem(await api().request().get('/v1/users/nobody/rights'), 'user-not-found');
  });
});
