import { describe, expect, it } from '@jest/globals';
import { auditOf, createGroup, describeRefusedCallers, expectProblem, useService } from '../api.js';

const api = useService();
const post = (body: object) => api().request().post('/v1/groups/delete').send(body);

describe('200', () => {
  it('says of each what became of it, in the order asked', async () => {
    const one = await createGroup(api, 'One');
    const two = await createGroup(api, 'Two');
    const groups = [two.id, 'guests', 'nonsense', one.id, two.id, '00000000-0000-7000-8000-00000000beef'];
    const { body } = await post({ groups }).expect(200);
    const results = ['deleted', 'built-in', 'unknown', 'deleted', 'unknown', 'unknown'];
    expect(body.items).toEqual(groups.map((group, at) => ({ group, result: results[at] })));
    expectProblem(await api().request().get(`/v1/groups/${one.id}`), 'group-not-found');
    await api().request().get('/v1/groups/guests').expect(200);
  });

  it('rule 12.2: records each deletion', async () => {
    const group = await createGroup(api, 'Audited');
    await post({ groups: [group.id] }).expect(200);
    expect((await auditOf(api, group.id)).map((event) => event.action)).toEqual([
      'group.deleted',
      'group.created',
    ]);
  });

  it('deletes each group once when two ask in opposite order at the same time', async () => {
    const ids: string[] = [];
    for (let at = 0; at < 8; at += 1) ids.push((await createGroup(api, `Crossing ${at}`)).id);
    const answers = await Promise.all([post({ groups: ids }), post({ groups: [...ids].reverse() })]);
    expect(answers.map((answer) => answer.status)).toEqual([200, 200]);
    const results = answers.flatMap((answer) =>
      answer.body.items.map((item: { result: string }) => item.result),
    );
    expect(results.filter((result) => result === 'deleted')).toHaveLength(8);
  });
});

describe('400', () => {
  it.each([
    [{}, '/groups'],
    [{ groups: [] }, '/groups'],
    [{ groups: 'all' }, '/groups'],
    [{ groups: [7] }, '/groups/0'],
    [{ groups: Array.from({ length: 501 }, () => 'x') }, '/groups'],
  ])('refuses %j', async (body, pointer) => {
    expectProblem(await post(body), 'malformed-request', pointer);
  });
});

describeRefusedCallers(api, (agent) => agent.post('/v1/groups/delete').send({ groups: ['x'] }), [
  'groups:write',
]);
