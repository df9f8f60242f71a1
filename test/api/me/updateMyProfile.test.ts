import { describe, expect, it } from '@jest/globals';
import { auditOf, createUser, describeRefusedCallers, expectProblem, signIn, useService } from '../api.js';

const api = useService();
let count = 0;
async function somebody() {
  const user = await createUser(api, `person${(count += 1)}`, { company: 'Corp' });
  const { accessToken } = await signIn(api, user);
  return { user, patch: (body: object) => api().request(accessToken).patch('/v1/me').send(body) };
}

describe('200', () => {
  it('rule 2.12: changes the display name and the telephones, and is found in the audit log', async () => {
    const { user, patch } = await somebody();
    const { body } = await patch({ displayName: 'Anna W.', phones: { mobile: ['+49 1'] } }).expect(200);
    expect(body).toMatchObject({ displayName: 'Anna W.', company: 'Corp', phones: { mobile: ['+49 1'] } });
    expect((await api().request().get(`/v1/users/${user.id}`)).body).toEqual(body);
    const [event] = await auditOf(api, user.id);
    expect(event).toMatchObject({ action: 'user.changed', actor: { kind: 'user', id: user.id } });
  });
});

describe('400', () => {
  it.each([
    ['the state of the account', { active: true }, '/active'],
    ['the groups', { groups: [] }, '/groups'],
    ['no display name', { displayName: null }, '/displayName'],
  ])('rule 2.12: lets nobody change %s', async (_, body, pointer) => {
    const { user, patch } = await somebody();
    expectProblem(await patch(body), 'malformed-request', pointer);
    expect((await api().request().get(`/v1/users/${user.id}`)).body.company).toBe('Corp');
  });
});

describeRefusedCallers(api, (agent) => agent.patch('/v1/me').send({ displayName: 'x' }), ['me']);

describe('403 for a field that is closed', () => {
  it('rule 2.12: changes nothing at all, and names the fields', async () => {
    const { user, patch } = await somebody();
    const response = await patch({ displayName: 'X', company: 'Mine', email: null });
    expectProblem(response, 'profile-field-closed', '/company', '/email');
    expect((await api().request().get(`/v1/users/${user.id}`)).body).toMatchObject({
      displayName: user.displayName,
      company: 'Corp',
    });
  });

  it('rule 2.12: follows what an administrator opens and closes', async () => {
    const { patch } = await somebody();
    const open = (editableProfileFields: string[]) =>
      api().request().patch('/v1/settings').send({ editableProfileFields }).expect(200);
    await open(['company']);
    expect((await patch({ company: 'Mine' }).expect(200)).body.company).toBe('Mine');
    expectProblem(await patch({ displayName: 'X' }), 'profile-field-closed', '/displayName');
    await open(['displayName', 'phones']);
    expectProblem(await patch({ company: 'Theirs' }), 'profile-field-closed');
  });
});

describe('403 for a program', () => {
  it('has no profile', async () => {
    expectProblem(await api().request().patch('/v1/me').send({ displayName: 'x' }), 'not-signed-in');
  });
});

describe('412', () => {
  it('refuses a stale If-Match', async () => {
    const { patch } = await somebody();
    expectProblem(await patch({ displayName: 'x' }).set('If-Match', '"stale"'), 'precondition-failed');
  });
});
