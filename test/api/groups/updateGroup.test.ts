import { describe, expect, it } from '@jest/globals';
import {
  auditOf,
  createGroup,
  describeIfMatch,
  describeRefusedCallers,
  expectProblem,
  useService,
} from '../api.js';

const api = useService();
const patch = (group: string, body: object) => api().request().patch(`/v1/groups/${group}`).send(body);

describe('200', () => {
  it('renames a group, and records both names', async () => {
    const group = await createGroup(api, 'Before');
    const { body } = await patch(group.id, { name: 'After' }).expect(200);
    expect(body).toEqual({ ...group, name: 'After', updatedAt: body.updatedAt });
    const [event] = await auditOf(api, group.id);
    expect(event).toMatchObject({
      action: 'group.changed',
      before: { name: 'Before' },
      after: { name: 'After' },
    });
  });

  it('may change the case of its own name', async () => {
    const group = await createGroup(api, 'case');
    expect((await patch(group.id, { name: 'CASE' }).expect(200)).body.name).toBe('CASE');
  });

  it('writes nothing when nothing changes', async () => {
    const group = await createGroup(api, 'Same');
    expect((await patch(group.id, {}).expect(200)).body).toEqual(group);
    expect((await patch(group.id, { name: 'Same' }).expect(200)).body).toEqual(group);
    expect(await auditOf(api, group.id)).toHaveLength(1);
  });

  it('is seen under the new name in explanations at once', async () => {
    const group = await createGroup(api, 'Old name', { recording: true });
    await api()
      .request()
      .post('/v1/users')
      .send({ login: 'member', groups: [group.id] })
      .expect(201);
    const explained = async () => {
      const { body } = await api().request().get('/v1/effective-rights?subject=member&explain=true');
      return body.explanation.recording.gates[1].groups[0].name;
    };
    expect(await explained()).toBe('Old name');
    await patch(group.id, { name: 'New name' }).expect(200);
    expect(await explained()).toBe('New name');
  });
});

describe('400', () => {
  it.each([
    [{ name: null }, '/name'],
    [{ name: '' }, '/name'],
    [{ kind: 'guests' }, '/kind'],
  ])('refuses %j', async (body, pointer) => {
    expectProblem(await patch('guests', body), 'malformed-request', pointer);
  });
});

describeRefusedCallers(api, (agent) => agent.patch('/v1/groups/guests').send({ name: 'X' }), [
  'groups:write',
]);

describe('404', () => {
  it('knows no such group', async () => {
    expectProblem(await patch('00000000-0000-7000-8000-00000000beef', { name: 'X' }), 'group-not-found');
  });
});

describe('409', () => {
  it('rule 3.2: refuses a name that another group has', async () => {
    await createGroup(api, 'Taken');
    const group = await createGroup(api, 'Free');
    expectProblem(await patch(group.id, { name: 'taken' }), 'group-name-taken');
    expect((await api().request().get(`/v1/groups/${group.id}`)).body).toEqual(group);
  });

  it('rule 3.2: lets one of several groups have the name they all want at the same time', async () => {
    const groups = [];
    for (const name of ['Rival 1', 'Rival 2', 'Rival 3', 'Rival 4'])
      groups.push(await createGroup(api, name));
    const answers = await Promise.all(groups.map((group) => patch(group.id, { name: 'Prize' })));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409, 409, 409]);
  });
});

let count = 0;
describeIfMatch(api, async () => {
  const path = `/v1/groups/${(await createGroup(api, `Match ${(count += 1)}`)).id}`;
  return { path, write: (agent) => agent.patch(path).send({ name: `Matched ${count}` }) };
});

describe('422', () => {
  it.each(['ungrouped', 'federated', 'guests'])('rule 3.1: %s keeps its name', async (group) => {
    expectProblem(await patch(group, { name: 'Renamed' }), 'built-in-group');
  });
});
