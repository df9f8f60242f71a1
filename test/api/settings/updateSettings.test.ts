import { describe, expect, it } from '@jest/globals';
import { importFile } from '../../support/imports.js';
import { auditOf, describeIfMatch, describeRefusedCallers, expectProblem, useService } from '../api.js';

const api = useService();
const path = '/v1/settings';
const change = (body: object) => api().request().patch(path).send(body);
const settings = async () => (await api().request().get(path).expect(200)).body as object;

describe('200', () => {
  it('changes what is named and leaves the rest (RFC 7396)', async () => {
    const before = await settings();
    const { body } = await change({ retention: { callsDays: 30, devicesDays: null } }).expect(200);
    expect(body).toEqual({ ...before, retention: { auditDays: 730, callsDays: 30, devicesDays: null } });
    expect(await settings()).toEqual(body);
  });

  it('rule 2.12: keeps which fields users may change, each once and in one order', async () => {
    const editableProfileFields = ['phones', 'email', 'phones', 'avatar'];
    const { body } = await change({ editableProfileFields }).expect(200);
    expect(body.editableProfileFields).toEqual(['avatar', 'phones', 'email']);
    expect((await change({ editableProfileFields: [] }).expect(200)).body.editableProfileFields).toEqual([]);
  });

  it('rule 1.2: lets logins mix scripts while it is allowed, and never look like another', async () => {
    const create = (login: string) => api().request().post('/v1/users').send({ login });
    expectProblem(await create('annaЖ'), 'invalid-login', '/login');
    await change({ mixedScriptLogins: 'allowed' }).expect(200);
    expect((await create('annaЖ').expect(201)).body.login).toBe('annaЖ');
    await create('ope').expect(201);
    // Cyrillic о, Latin pe.
    expectProblem(await create('\u043epe'), 'login-confusable');
    expectProblem(await create('anna\u03b1'), 'invalid-login');
    await change({ mixedScriptLogins: 'refused' }).expect(200);
    expectProblem(await create('annaИ'), 'invalid-login', '/login');
    await api()
      .request()
      .get(`/v1/users/${encodeURIComponent('annaЖ')}`)
      .expect(200);
  });

  it('rule 1.2: counts for imports, too', async () => {
    const file = 'login\nimportedЖ\n';
    expect((await importFile(api(), file, { dryRun: true })).result).toMatchObject({ refused: 1 });
    await change({ mixedScriptLogins: 'allowed' }).expect(200);
    expect((await importFile(api(), file)).result).toMatchObject({ refused: 0, create: 1 });
    await change({ mixedScriptLogins: 'refused' }).expect(200);
  });

  it('takes another age of signing keys, or none', async () => {
    const before = await settings();
    for (const signingKeyDays of [1, null, 365]) {
      expect((await change({ signingKeyDays }).expect(200)).body).toEqual({ ...before, signingKeyDays });
      expect(await settings()).toEqual({ ...before, signingKeyDays });
    }
    await change({ signingKeyDays: 90 }).expect(200);
  });

  it('rule 12.2: leaves a row with before and after', async () => {
    const before = await settings();
    const after = (await change({ retention: { auditDays: 90 } }).expect(200)).body as object;
    const [event] = await auditOf(api, 'settings');
    expect(event).toMatchObject({ action: 'settings.changed', target: { kind: 'settings' }, before, after });
  });
});

describe('400', () => {
  it.each([
    [{ retention: { auditDays: 29 } }, '/retention/auditDays'],
    [{ retention: { auditDays: 36_501 } }, '/retention/auditDays'],
    [{ retention: { callsDays: 0 } }, '/retention/callsDays'],
    [{ retention: { devicesDays: 1.5 } }, '/retention/devicesDays'],
    [{ retention: { devicesDays: '30' } }, '/retention/devicesDays'],
    [{ mixedScriptLogins: true }, '/mixedScriptLogins'],
    [{ signingKeyDays: 0 }, '/signingKeyDays'],
    [{ signingKeyDays: 366 }, '/signingKeyDays'],
    [{ signingKeyDays: 1.5 }, '/signingKeyDays'],
  ])('refuses %j', async (body, pointer) => {
    const before = await settings();
    expectProblem(await change(body), 'malformed-request', pointer);
    expect(await settings()).toEqual(before);
  });

  it.each([
    { retention: null },
    { retention: { logDays: 5 } },
    { editableProfileFields: ['login'] },
    { editableProfileFields: null },
    { mixedScriptLogins: null },
    { serverName: 'other' },
  ])('refuses %j', async (body) => {
    expectProblem(await change(body), 'malformed-request');
  });
});

let rounds = 0;
describeIfMatch(api, async () => ({
  path,
  write: (agent) => agent.patch(path).send({ retention: { callsDays: 100 + (rounds += 1) } }),
}));

describeRefusedCallers(api, (agent) => agent.patch(path).send({}), ['settings:write']);
