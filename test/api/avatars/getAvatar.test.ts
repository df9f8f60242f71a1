import { describe, expect, it } from '@jest/globals';
import { picture } from '../../support/pictures.js';
import {
  createUser,
  describeIfNoneMatch,
  describeRefusedCallers,
  expectProblem,
  useService,
} from '../api.js';

const api = useService();
const pathOf = (user: string) => `/v1/users/${user}/avatar`;

async function userWithAvatar(login: string) {
  const user = await createUser(api, login);
  const bytes = await picture(30, 20).png().toBuffer();
  await api().request().put(pathOf(login)).set('Content-Type', 'image/png').send(bytes).expect(204);
  return user;
}

describe('200', () => {
  it('rule 2.1: answers the picture, by UUID, login or call ID, with the tag that the user shows', async () => {
    const { id } = await userWithAvatar('seen');
    const answers = [];
    for (const name of [id, 'SEEN', 'seen@corp.example']) {
      const { body, headers } = await api().request().get(pathOf(name)).expect(200);
      answers.push((body as Buffer).toString('base64'));
      expect(headers['content-type']).toBe('image/png');
      expect(headers['content-length']).toBe(String((body as Buffer).length));
      const { avatar } = (await api().request().get(`/v1/users/${id}`)).body;
      expect(avatar.entityTag).toBe(headers['etag']);
    }
    expect(new Set(answers).size).toBe(1);
  });

  it('answers HEAD with the same headers', async () => {
    await userWithAvatar('head');
    const whole = await api().request().get(pathOf('head'));
    const head = await api().request().head(pathOf('head')).expect(200);
    for (const name of ['content-type', 'content-length', 'etag']) {
      expect(head.headers[name]).toBe(whole.headers[name]);
    }
  });

  it('a list of users shows who has one, and no picture', async () => {
    await userWithAvatar('listed-1');
    await createUser(api, 'listed-2');
    const { items } = (await api().request().get('/v1/users?q=listed-').expect(200)).body;
    expect(items.map(({ avatar }: { avatar: object | null }) => avatar !== null)).toEqual([true, false]);
    expect(Object.keys(items[0].avatar as object).sort()).toEqual(['entityTag', 'mediaType', 'updatedAt']);
  });
});

describeIfNoneMatch(api, async () => pathOf((await userWithAvatar('unchanged')).id));
describeRefusedCallers(api, (agent) => agent.get(pathOf('anybody')), ['users:read']);

describe('404', () => {
  it('knows no such user', async () => {
    expectProblem(await api().request().get(pathOf('nobody')), 'user-not-found');
  });

  it('says when there is no picture', async () => {
    await createUser(api, 'plain');
    expectProblem(await api().request().get(pathOf('plain')), 'avatar-not-set');
  });
});
