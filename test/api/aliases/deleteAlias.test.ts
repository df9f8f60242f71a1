import { describe, expect, it } from '@jest/globals';
import {
  auditOf,
  createAlias,
  createUser,
  describeIfMatch,
  describeRefusedCallers,
  expectProblem,
  useService,
} from '../api.js';

const api = useService();
const remove = (alias: string) => api().request().delete(`/v1/aliases/${alias}`);

describe('204', () => {
  it('rule 5.1: removes the alias and frees its name; what it led to stays', async () => {
    const user = await createUser(api, 'stays');
    const alias = await createAlias(api, 'gone', 'stays');
    expect((await remove('GONE@corp.example').expect(204)).text).toBe('');
    await api().request().get('/v1/users/stays').expect(200);
    await createUser(api, 'gone');
    const [event] = await auditOf(api, alias.id);
    expect(event).toMatchObject({ action: 'alias.deleted', related: { id: user.id }, after: null });
    expect((await auditOf(api, user.id))[0]).toEqual(event);
  });
});

describeRefusedCallers(api, (agent) => agent.delete('/v1/aliases/any'), ['aliases:write']);

describe('404', () => {
  it('lets exactly one of five parallel deletions through', async () => {
    const alias = await createAlias(api, 'contested', 'anna');
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => remove(alias.id)));
    expect(answers.map((answer) => answer.status).sort()).toEqual([204, 404, 404, 404, 404]);
    expect(await auditOf(api, alias.id)).toHaveLength(2);
    expectProblem(await remove('contested'), 'alias-not-found');
  });

  it('never takes a login for an alias', async () => {
    await createUser(api, 'login');
    expectProblem(await remove('login'), 'alias-not-found');
  });
});

let count = 0;
describeIfMatch(api, async () => {
  const path = `/v1/aliases/${(await createAlias(api, `match${(count += 1)}`, 'anna')).id}`;
  return { path, write: (agent) => agent.delete(path) };
});
