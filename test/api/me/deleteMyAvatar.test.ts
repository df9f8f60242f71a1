import { beforeEach, describe, expect, it } from '@jest/globals';
import { picture } from '../../support/pictures.js';
import { auditOf, expectProblem, useService } from '../api.js';
import { describeUsersOnly, openFields, somebody } from './myself.js';

const api = useService();
const path = '/v1/me/avatar';
beforeEach(() => openFields(api, 'avatar'));

async function pictured() {
  const person = await somebody(api);
  const put = person.from().put(path).type('image/png');
  await put.send(await picture(8, 8).png().toBuffer()).expect(204);
  return person;
}

describe('204', () => {
  it('rule 2.12: takes the picture of whoever asks away, and is in the audit log', async () => {
    const [{ user, from }, other] = [await pictured(), await pictured()];
    await from().delete(path).expect(204);
    expectProblem(await from().get(path), 'avatar-not-set');
    await other.from().get(path).expect(200);
    const [event] = await auditOf(api, user.id);
    expect(event).toMatchObject({ action: 'user.avatar-changed', actor: { kind: 'user', id: user.id } });
    expect(event).toMatchObject({ before: { avatar: { mediaType: 'image/png' } }, after: { avatar: null } });
  });
});

describeUsersOnly(api, (agent) => agent.delete(path));

describe('403 for a field that is closed', () => {
  it('rule 2.12: leaves the picture', async () => {
    const { from } = await pictured();
    await openFields(api, 'displayName');
    expectProblem(await from().delete(path), 'profile-field-closed', '/avatar');
    await from().get(path).expect(200);
  });
});

describe('404', () => {
  it('says that there is none', async () => {
    expectProblem(await (await somebody(api)).from().delete(path), 'avatar-not-set');
  });
});

describe('412', () => {
  it('refuses a stale If-Match, and takes the present one', async () => {
    const { from } = await pictured();
    expectProblem(await from().delete(path).set('If-Match', '"stale"'), 'precondition-failed');
    const { headers } = await from().get(path).expect(200);
    await from().delete(path).set('If-Match', headers['etag']!).expect(204);
  });
});
