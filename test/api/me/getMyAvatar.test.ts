import { describe, expect, it } from '@jest/globals';
import { picture } from '../../support/pictures.js';
import { expectProblem, useService } from '../api.js';
import { describeUsersOnly, openFields, somebody } from './myself.js';

const api = useService();
const path = '/v1/me/avatar';

async function pictured(colourful: number) {
  const person = await somebody(api);
  const put = api().request().put(`/v1/users/${person.user.id}/avatar`).type('image/png');
  await put.send(await picture(colourful, 8).png().toBuffer()).expect(204);
  return person;
}

describe('200', () => {
  it('rule 2.12: is the picture of whoever asks, and of nobody else', async () => {
    const [anna, bert] = [await pictured(8), await pictured(9)];
    const own = await anna.from().get(path).expect(200);
    const known = await api().request().get(`/v1/users/${anna.user.id}/avatar`).expect(200);
    expect(own.headers['content-type']).toBe('image/png');
    expect((own.body as Buffer).equals(known.body as Buffer)).toBe(true);
    expect((await bert.from().get(path)).headers['etag']).not.toBe(own.headers['etag']);
    expect((await anna.from().get('/v1/me')).body.avatar.entityTag).toBe(own.headers['etag']);
  });

  it('rule 2.12: is shown although the field is closed', async () => {
    const { from } = await pictured(8);
    await openFields(api, 'displayName');
    await from().get(path).expect(200);
  });
});

describe('304', () => {
  it('answers the present ETag without a body', async () => {
    const { from } = await pictured(8);
    const { headers } = await from().get(path).expect(200);
    await from().get(path).set('If-None-Match', headers['etag']!).expect(304);
  });
});

describeUsersOnly(api, (agent) => agent.get(path));

describe('404', () => {
  it('says that there is none', async () => {
    expectProblem(await (await somebody(api)).from().get(path), 'avatar-not-set');
  });
});
