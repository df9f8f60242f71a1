import { describe, expect, it } from '@jest/globals';
import { defaultRights, rightNames } from '../../../src/rights/index.js';
import { auditOf, createGroup, describeRefusedCallers, expectProblem, useService } from '../api.js';

const api = useService();
const post = (body: object) => api().request().post('/v1/groups').send(body);
const rightsOf = async (id: string): Promise<string[]> => {
  const { body } = await api().request().get(`/v1/groups/${id}/rights`).expect(200);
  return rightNames.filter((right) => body.rights[right]);
};

describe('201', () => {
  it('rule 14: takes the present rights of Users without group', async () => {
    expect(await rightsOf((await createGroup(api, 'Default')).id)).toEqual(defaultRights.ungrouped);
    const rights = { recording: true, fileSending: false };
    await api().request().patch('/v1/groups/ungrouped/rights').send({ rights }).expect(200);
    const later = await rightsOf((await createGroup(api, 'Later')).id);
    expect(later).toContain('recording');
    expect(later).not.toContain('fileSending');
  });

  it('rule 3.2: takes the rights that are given, and no other', async () => {
    const group = await createGroup(api, 'Given', { operator: true, surveys: false });
    expect(await rightsOf(group.id)).toEqual(['operator']);
    expect(await rightsOf((await createGroup(api, 'Nothing', {})).id)).toEqual([]);
  });

  it('says where the group is', async () => {
    const response = await post({ name: 'Placed' });
    expect(response.headers['location']).toBe(`/v1/groups/${response.body.id}`);
    expect((await api().request().get(response.headers['location']!)).text).toBe(response.text);
  });

  it('replays the very answer for an Idempotency-Key, under parallel requests too', async () => {
    const send = () => post({ name: 'Once' }).set('Idempotency-Key', 'group');
    const answers = await Promise.all([send(), send(), send()]);
    expect(answers.map((answer) => answer.status)).toEqual([201, 201, 201]);
    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
    expect((await api().request().get('/v1/groups?name=once&total=true')).body.total).toBe(1);
    expectProblem(await post({ name: 'Other' }).set('Idempotency-Key', 'group'), 'idempotency-key-reused');
  });

  it('rule 12.2: records the group with its rights', async () => {
    const group = await createGroup(api, 'Audited', { recording: true });
    const [event] = await auditOf(api, group.id);
    expect(event).toMatchObject({
      action: 'group.created',
      before: null,
      after: { ...group, rights: ['recording'] },
    });
  });
});

describe('400', () => {
  it.each([
    ['no name', {}, '/name'],
    ['an empty name', { name: '' }, '/name'],
    ['a name that is too long', { name: 'x'.repeat(201) }, '/name'],
    ['a name of nothing but space', { name: ' ' }, '/name'],
    ['space around a name', { name: 'Staff ' }, '/name'],
    ['a name of two lines', { name: 'Staff\nroom' }, '/name'],
    ['an unknown field', { name: 'x', members: [] }, '/members'],
    ['an unknown right', { name: 'x', rights: { flying: true } }, '/rights/flying'],
    ['a right that is neither yes nor no', { name: 'x', rights: { recording: 'yes' } }, '/rights/recording'],
  ])('refuses %s', async (_, body, pointer) => {
    expectProblem(await post(body), 'malformed-request', pointer);
  });

  it('refuses an Idempotency-Key that is too long', async () => {
    const response = await post({ name: 'x' }).set('Idempotency-Key', 'k'.repeat(256));
    expectProblem(response, 'malformed-request');
  });
});

describeRefusedCallers(api, (agent) => agent.post('/v1/groups').send({ name: 'Refused' }), ['groups:write']);

describe('409', () => {
  it.each(['staff', 'STAFF', 'Ｓｔａｆｆ'])('rule 3.2: %s is the same name as Staff', async (name) => {
    await post({ name: 'Staff' });
    expectProblem(await post({ name }), 'group-name-taken');
  });

  it.each(['Users without group', 'GUEST USERS'])('rule 3.1: %s is taken', async (name) => {
    expectProblem(await post({ name }), 'group-name-taken');
  });

  it('rule 3.2: leaves exactly one of ten that take one name at the same time', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => post({ name: 'Contested' })));
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1);
    expect(answers.filter((answer) => answer.status === 409)).toHaveLength(9);
  });
});
