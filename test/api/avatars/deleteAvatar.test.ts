import { describe, expect, it } from '@jest/globals';
import { picture } from '../../support/pictures.js';
import {
  auditOf,
  createUser,
  describeIfMatch,
  describeRefusedCallers,
  expectProblem,
  useService,
} from '../api.js';

const api = useService();
const pathOf = (user: string) => `/v1/users/${user}/avatar`;

async function userWithAvatar() {
  const user = await createUser(api, `u${Math.random().toString(36).slice(2)}`);
  const bytes = await picture(30, 20).png().toBuffer();
  await api().request().put(pathOf(user.id)).set('Content-Type', 'image/png').send(bytes).expect(204);
  return user;
}

describe('204', () => {
  it('rule 2.1: takes the picture away, and notes which it was', async () => {
    const { id, login } = await userWithAvatar();
    const { avatar } = (await api().request().get(`/v1/users/${id}`)).body;
    await api().request().delete(pathOf(login)).expect(204);
    expectProblem(await api().request().get(pathOf(id)), 'avatar-not-set');
    expect((await api().request().get(`/v1/users/${id}`)).body.avatar).toBeNull();
    expect((await auditOf(api, id))[0]).toMatchObject({
      action: 'user.avatar-changed',
      before: { avatar: { mediaType: 'image/png', entityTag: avatar.entityTag } },
      after: { avatar: null },
    });
  });
});

describeRefusedCallers(api, (agent) => agent.delete(pathOf('anybody')), ['users:write']);

describe('404', () => {
  it('knows no such user', async () => {
    expectProblem(await api().request().delete(pathOf('nobody')), 'user-not-found');
  });

  it('says when there is no picture', async () => {
    const { id } = await createUser(api, 'plain');
    expectProblem(await api().request().delete(pathOf(id)), 'avatar-not-set');
    expect(await auditOf(api, id)).toHaveLength(1);
  });
});

describeIfMatch(api, async () => {
  const { id } = await userWithAvatar();
  return { path: pathOf(id), write: (agent) => agent.delete(pathOf(id)) };
});
