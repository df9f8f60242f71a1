import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Group } from '../../../src/groups/groups.schema.js';
import { createGroup, createUser, describeRefusedCallers, expectProblem, join, useService } from '../api.js';

const api = useService();
const ask = (group: string) => api().request().get(`/v1/exports/groups/${group}`);

let staff: Group;

beforeAll(async () => {
  staff = await createGroup(api, 'Отдел "Связи"');
  const others = await createGroup(api, 'Others');
  const [anna, boris, vera] = [
    await createUser(api, 'anna'),
    await createUser(api, 'boris'),
    await createUser(api, 'vera'),
  ];
  await join(api, staff, anna, boris);
  await join(api, others, boris, vera);
  await createUser(api, 'alone');
});

async function logins(group: string): Promise<string[]> {
  const { text } = await ask(group).expect(200);
  const [, ...lines] = text.trimEnd().split('\r\n');
  return lines.map((line) => line.split(';')[1]!).sort();
}

describe('200', () => {
  it('rule 2.7: has the members of the group and nobody else', async () => {
    expect(await logins(staff.id)).toEqual(['anna', 'boris']);
    expect(await logins(staff.id.toUpperCase())).toEqual(['anna', 'boris']);
  });

  it('rule 3.1: has those in no group for *Users without group*, under either of its names', async () => {
    expect(await logins('ungrouped')).toEqual(['alone']);
    const { body } = await api().request().get('/v1/groups/ungrouped');
    expect(await logins(body.id as string)).toEqual(['alone']);
  });

  it('is a file of the name of the group (RFC 6266)', async () => {
    const { headers } = await ask(staff.id).expect(200);
    const name = encodeURIComponent('Отдел "Связи".csv');
    expect(headers['content-disposition']).toBe(
      `attachment; filename="_____ _______.csv"; filename*=UTF-8''${name}`,
    );
  });

  it('of nobody is a header', async () => {
    const empty = await createGroup(api, 'Nobody');
    expect((await ask(empty.id).expect(200)).text).toMatch(/^callId;[^\r\n]+\r\n$/);
  });

  it('rule 12.2: is found in the audit log from the group', async () => {
    await ask(staff.id).set('X-Request-Id', 'export-2').expect(200);
    const { body } = await api()
      .request()
      .get(`/v1/audit?target=${staff.id}&action=users.exported&request=export-2`);
    expect(body.items).toHaveLength(1);
    expect(body.items[0].target).toEqual({ kind: 'group', id: staff.id, name: staff.name });
  });
});

describeRefusedCallers(api, (agent) => agent.get(`/v1/exports/groups/${staff.id}`), [
  'users:read',
  'groups:read',
]);

describe('403', () => {
  it.each(['users:read', 'groups:read'] as const)('rule 12.1: needs more than %s', async (scope) => {
    const key = await api().keyWith(scope);
    expectProblem(await api().request(key).get(`/v1/exports/groups/${staff.id}`), 'insufficient-scope');
  });
});

describe('404', () => {
  it.each(['nobody', '00000000-0000-7000-8000-0000000000ff'])('knows no group %s', async (group) => {
    expectProblem(await ask(group), 'group-not-found');
  });
});

describe('422', () => {
  it.each(['federated', 'guests'])('rule 3.1: %s have no accounts here', async (group) => {
    expectProblem(await ask(group), 'group-without-accounts');
  });
});
