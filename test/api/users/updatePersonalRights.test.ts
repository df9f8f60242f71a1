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
const pathOf = (user: string) => `/v1/users/${user}/rights`;
const patch = (user: string, rights: object) => api().request().patch(pathOf(user)).send({ rights });
const effective = async (subject: string) =>
  (await api().request().get('/v1/effective-rights').query({ subject })).body.rights;

describe('200', () => {
  it('rule 4.2: grants, denies and inherits again; what is not named stays', async () => {
    await createUser(api, 'alice');
    await patch('alice', { recording: 'grant', fileSending: 'deny' }).expect(200);
    expect(await effective('alice')).toMatchObject({ recording: true, fileSending: false });
    const { body } = await patch('alice', { recording: 'inherit' }).expect(200);
    expect(body.rights).toMatchObject({ recording: 'inherit', fileSending: 'deny', surveys: 'inherit' });
    expect(await effective('alice')).toMatchObject({ recording: false, fileSending: false });
    expect((await api().request().get(pathOf('alice'))).body).toEqual(body);
  });

  it('rule 4.2: grants any right, even what Users without group never can', async () => {
    await createUser(api, 'operator');
    await patch('operator', { operator: 'grant', transcripts: 'grant', transcriptsFull: 'grant' }).expect(
      200,
    );
    expect(await effective('operator')).toMatchObject({ operator: true, transcriptsFull: true });
  });

  it('rule 4.1: transcriptsFull has no effect without transcripts', async () => {
    await createUser(api, 'half');
    await patch('half', { transcriptsFull: 'grant' }).expect(200);
    expect(await effective('half')).toMatchObject({ transcripts: false, transcriptsFull: false });
  });

  it('rule 12.2: records the change with both states, and no event where nothing changes', async () => {
    const user = await createUser(api, 'audited');
    await patch('audited', { surveys: 'grant' });
    await patch('audited', { surveys: 'grant' });
    const events = await auditOf(api, user.id);
    expect(events.map((event) => event.action)).toEqual(['user.rights-changed', 'user.created']);
    expect(events[0]!.before).toMatchObject({ rights: { surveys: 'inherit' } });
    expect(events[0]!.after).toMatchObject({ rights: { surveys: 'grant' } });
  });

  it('loses no change of several at the same time', async () => {
    await createUser(api, 'parallel');
    const rights = ['recording', 'surveys', 'transcripts', 'operator'];
    await Promise.all(rights.map((right) => patch('parallel', { [right]: 'grant' }).expect(200)));
    const { body } = await api().request().get(pathOf('parallel'));
    expect(rights.map((right) => body.rights[right])).toEqual(['grant', 'grant', 'grant', 'grant']);
  });
});

describe('400', () => {
  it.each([
    ['an unknown right', { rights: { flying: 'grant' } }, '/rights/flying'],
    ['an unknown choice', { rights: { surveys: 'maybe' } }, '/rights/surveys'],
    ['a boolean', { rights: { surveys: true } }, '/rights/surveys'],
    ['null', { rights: { surveys: null } }, '/rights/surveys'],
    ['a list of one choice', { rights: { surveys: ['grant'] } }, '/rights/surveys'],
    ['an object that has no text', { rights: { surveys: { toString: 1 } } }, '/rights/surveys'],
    ['no rights', {}, '/rights'],
    ['an unknown field', { rights: {}, right: {} }, '/right'],
  ])('refuses %s', async (_, body, pointer) => {
    expectProblem(await api().request().patch(pathOf('alice')).send(body), 'malformed-request', pointer);
  });
});

describeRefusedCallers(api, (agent) => agent.patch(pathOf('any')).send({ rights: {} }), ['users:write']);

describe('404', () => {
  it('knows no such user', async () => {
    expectProblem(await patch('nobody', {}), 'user-not-found');
  });
});

let count = 0;
describeIfMatch(api, async () => {
  const path = pathOf((await createUser(api, `match${(count += 1)}`)).id);
  return { path, write: (agent) => agent.patch(path).send({ rights: { operator: 'grant' } }) };
});

describe('the database', () => {
  it.each([
    ['granted and denied at once', `granted_rights = '{operator}', denied_rights = '{operator}'`],
    ['no right at all', `granted_rights = '{flying}'`],
  ])('refuses %s when somebody writes past the API', async (_, change) => {
    const { pool } = api().assembly.db;
    await createUser(api, `past-${change.length}`);
    await expect(pool.query(`UPDATE users SET ${change}`)).rejects.toMatchObject({ code: '23514' });
  });
});
