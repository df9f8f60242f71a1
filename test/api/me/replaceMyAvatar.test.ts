import { beforeEach, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { picture, signature } from '../../support/pictures.js';
import { auditOf, expectProblem, useService, type Agent } from '../api.js';
import { describeUsersOnly, openFields, somebody } from './myself.js';

const api = useService();
const path = '/v1/me/avatar';
const put = (agent: Agent, bytes: Buffer, type = 'image/png') =>
  agent.put(path).set('Content-Type', type).send(bytes);
const small = () => picture(8, 8).png().toBuffer();
beforeEach(() => openFields(api, 'displayName', 'avatar', 'phones'));

describe('204', () => {
  it('rule 2.12: sets the picture of whoever asks, made small, and is in the audit log as theirs', async () => {
    const { user, from } = await somebody(api);
    const response = await put(from(), await picture(1200, 600).webp().toBuffer(), 'image/webp');
    expect([response.status, response.text]).toEqual([204, '']);
    const { body } = await api().request().get(`/v1/users/${user.id}/avatar`).expect(200);
    expect(await sharp(body as Buffer).metadata()).toMatchObject({ format: 'webp', width: 512, height: 256 });
    const [event] = await auditOf(api, user.id);
    expect(event).toMatchObject({
      action: 'user.avatar-changed',
      actor: { kind: 'user', id: user.id },
      target: { kind: 'user', id: user.id, name: user.login },
      before: { avatar: null },
      after: { avatar: { mediaType: 'image/webp' } },
    });
  });

  it('rule 12.2: the same again is no change', async () => {
    const { user, from } = await somebody(api);
    const bytes = await small();
    await put(from(), bytes).expect(204);
    await put(from(), bytes).expect(204);
    const actions = (await auditOf(api, user.id)).map(({ action }) => action);
    expect(actions.filter((action) => action === 'user.avatar-changed')).toHaveLength(1);
  });
});

describe('400', () => {
  it('names an unknown query parameter', async () => {
    const { from } = await somebody(api);
    const request = from().put(`${path}?user=x`).set('Content-Type', 'image/png');
    expectProblem(await request.send(signature), 'unknown-query-parameter', 'user');
  });
});

describeUsersOnly(api, (agent) => put(agent, signature));

describe('403 for a field that is closed', () => {
  it('rule 2.12: changes nothing until an administrator opens it', async () => {
    const { user, from } = await somebody(api);
    const read = async () => (await api().request().get(`/v1/users/${user.id}`)).body.avatar as unknown;
    await openFields(api, 'displayName', 'phones');
    expectProblem(await put(from(), await small()), 'profile-field-closed', '/avatar');
    expect(await read()).toBeNull();
    await openFields(api, 'avatar');
    await put(from(), await small()).expect(204);
    expect(await read()).toMatchObject({ mediaType: 'image/png' });
  });
});

describe('412', () => {
  it('refuses a stale If-Match, and takes the present one', async () => {
    const { from } = await somebody(api);
    await put(from(), await small()).expect(204);
    const { headers } = await from().get(path);
    const other = await picture(9, 9).png().toBuffer();
    expectProblem(await put(from(), other).set('If-Match', '"stale"'), 'precondition-failed');
    expect((await from().get(path)).headers['etag']).toBe(headers['etag']);
    await put(from(), other).set('If-Match', headers['etag']!).expect(204);
  });
});

describe('413', () => {
  it('refuses more than 5 MiB', async () => {
    const { from } = await somebody(api);
    expectProblem(await put(from(), Buffer.alloc(5 * 1024 * 1024 + 1)), 'body-too-large');
  });
});

describe('415', () => {
  it('rule 2.1: refuses what is no picture of the three kinds', async () => {
    const { from } = await somebody(api);
    expectProblem(await put(from(), signature, 'image/gif'), 'unsupported-media-type');
  });
});

describe('422', () => {
  it('rule 2.1: refuses what is not what it is declared as', async () => {
    const { user, from } = await somebody(api);
    expectProblem(await put(from(), await small(), 'image/jpeg'), 'avatar-unacceptable');
    expect((await api().request().get(`/v1/users/${user.id}`)).body.avatar).toBeNull();
  });
});
