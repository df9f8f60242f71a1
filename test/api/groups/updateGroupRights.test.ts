import { describe, expect, it } from '@jest/globals';
import { rightNames } from '../../../src/rights/index.js';
import {
  auditOf,
  createGroup,
  describeIfMatch,
  describeRefusedCallers,
  expectProblem,
  useService,
} from '../api.js';

const api = useService();
const pathOf = (group: string) => `/v1/groups/${group}/rights`;
const patch = (group: string, rights: object) => api().request().patch(pathOf(group)).send({ rights });

const refused = [
  ...['operator', 'transcriptsFull'].map((right) => ['ungrouped', right]),
  ...['surveys', 'transcripts', 'transcriptsFull', 'transcriptsRecording'].map((right) => [
    'federated',
    right,
  ]),
  ...['addressBookEditing', 'groupConferences', 'recording', 'surveys'].map((right) => ['guests', right]),
  ...['transcripts', 'transcriptsFull', 'transcriptsRecording', 'operator'].map((right) => ['guests', right]),
] as [string, string][];

describe('200', () => {
  it('grants and takes away what is named, and leaves the rest', async () => {
    const group = await createGroup(api, 'Staff', { fileSending: true, slideShow: true });
    const { body } = await patch(group.id, { recording: true, fileSending: false }).expect(200);
    expect(rightNames.filter((right) => body.rights[right])).toEqual(['slideShow', 'recording']);
    expect((await api().request().get(pathOf(group.id))).body).toEqual(body);
  });

  it('is seen by the next question, on another instance too', async () => {
    const { startTestService } = await import('../../support/service.js');
    const other = await startTestService({ beside: api() });
    try {
      for (const fileReceiving of [false, true, false]) {
        await patch('guests', { fileReceiving }).expect(200);
        const { body } = await other.request().get('/v1/effective-rights?kind=guest').expect(200);
        expect(body.rights.fileReceiving).toBe(fileReceiving);
      }
    } finally {
      await other.stop();
    }
  });

  it('rule 12.2: records both states, and nothing where nothing changes', async () => {
    const group = await createGroup(api, 'Audited', {});
    await patch(group.id, { surveys: true });
    await patch(group.id, { surveys: true });
    const events = await auditOf(api, group.id);
    expect(events.map((event) => event.action)).toEqual(['group.rights-changed', 'group.created']);
    expect(events[0]).toMatchObject({ before: { surveys: false }, after: { surveys: true } });
  });

  it('loses no change of several at the same time', async () => {
    const group = await createGroup(api, 'Parallel', {});
    await Promise.all(rightNames.map((right) => patch(group.id, { [right]: true }).expect(200)));
    const { body } = await api().request().get(pathOf(group.id));
    expect(rightNames.filter((right) => body.rights[right])).toEqual(rightNames);
  });
});

describe('400', () => {
  it.each([
    [{ rights: { flying: true } }, '/rights/flying'],
    [{ rights: { surveys: 'grant' } }, '/rights/surveys'],
    [{ rights: { surveys: null } }, '/rights/surveys'],
    [{ rights: { surveys: 1 } }, '/rights/surveys'],
    [{ rights: ['surveys'] }, '/rights'],
    [{ rights: {}, grantable: [] }, '/grantable'],
    [{}, '/rights'],
  ])('refuses %j', async (body, pointer) => {
    expectProblem(await api().request().patch(pathOf('guests')).send(body), 'malformed-request', pointer);
  });
});

describeRefusedCallers(api, (agent) => agent.patch(pathOf('guests')).send({ rights: {} }), ['groups:write']);

describe('404', () => {
  it('knows no such group', async () => {
    expectProblem(await patch('nonsense', {}), 'group-not-found');
  });
});

let count = 0;
describeIfMatch(api, async () => {
  const path = pathOf((await createGroup(api, `Match ${(count += 1)}`, {})).id);
  return { path, write: (agent) => agent.patch(path).send({ rights: { operator: true } }) };
});

describe('422', () => {
  it.each(refused)('rule 4.6: %s is never granted %s', async (group, right) => {
    const before = await api().request().get(pathOf(group));
    const response = await patch(group, { [right]: true, pointToPointCalls: false });
    expectProblem(response, 'right-not-grantable', `/rights/${right}`);
    expect((await api().request().get(pathOf(group))).text).toBe(before.text);
  });
});

describe('the database', () => {
  it.each(refused)('rule 4.6: refuses %s %s when somebody writes past the API', async (group, right) => {
    const { pool } = api().assembly.db;
    const write = pool.query('UPDATE groups SET rights = ARRAY[$2] WHERE kind = $1', [group, right]);
    await expect(write).rejects.toMatchObject({ code: '23514' });
  });

  it('rule 3.1: refuses a second group of a built-in kind', async () => {
    const sql = `INSERT INTO groups (id, kind, name, name_key) VALUES (gen_random_uuid(), 'guests', 'x', 'x')`;
    await expect(api().assembly.db.pool.query(sql)).rejects.toMatchObject({ code: '23505' });
  });

  it('rule 4.1: refuses a word that is no right', async () => {
    const sql = `UPDATE groups SET rights = '{flying}'`;
    await expect(api().assembly.db.pool.query(sql)).rejects.toMatchObject({ code: '23514' });
  });
});
