import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { auditOf, createUser, describeRefusedCallers, expectProblem, useService } from '../api.js';
import { corp, createProvider } from './provider.js';

const api = useService();
const put = (user: string, provider: string, body: object) =>
  api().request().put(`/v1/users/${user}/provider-links/${provider}`).send(body);

describe('200', () => {
  it('rule 8.5: says ahead which subject somebody is; the audit log finds it from both ends', async () => {
    const [user, provider] = [await createUser(api, 'linked'), await createProvider(api)];
    const { body } = await put('linked@corp.example', provider.id, { subject: 'subject-1' }).expect(200);
    expect(body).toEqual({
      provider: { id: provider.id, name: provider.name },
      issuer: corp.issuer,
      subject: 'subject-1',
      origin: 'administrator',
      createdAt: expect.any(String),
      lastUsedAt: null,
    });
    for (const end of [user.id, provider.id]) {
      expect((await auditOf(api, end))[0]).toMatchObject({
        action: 'provider.user-linked',
        target: { id: user.id },
        related: { id: provider.id },
      });
    }
  });

  it('replaces the subject there was, and writes nothing for the same', async () => {
    const [user, provider] = [await createUser(api, 'moved'), await createProvider(api)];
    await put(user.id, provider.id, { subject: 'old' }).expect(200);
    await put(user.id, provider.id, { subject: 'new' }).expect(200);
    const { text } = await put(user.id, provider.id, { subject: 'new' }).expect(200);
    const { body } = await api().request().get(`/v1/users/${user.id}/provider-links`);
    expect(body.items).toEqual([JSON.parse(text)]);
    expect(await auditOf(api, provider.id)).toHaveLength(3);
    const other = await createUser(api, 'follower');
    await put(other.id, provider.id, { subject: 'old' }).expect(200);
  });

  it('keeps the subjects of different providers apart', async () => {
    const [one, other] = [await createUser(api, 'apart-one'), await createUser(api, 'apart-other')];
    await put(one.id, (await createProvider(api)).id, { subject: 'same' }).expect(200);
    await put(other.id, (await createProvider(api)).id, { subject: 'same' }).expect(200);
  });
});

describe('404', () => {
  it('there is no such user, provider, or provider that knows subjects', async () => {
    const { id } = await createProvider(api);
    await createUser(api, 'someone');
    expectProblem(await put('nobody', id, { subject: 'x' }), 'user-not-found');
    expectProblem(await put('someone', randomUUID(), { subject: 'x' }), 'provider-not-found');
    expectProblem(await put('someone', 'password', { subject: 'x' }), 'provider-not-found');
  });
});

describe('409', () => {
  it('rule 8.5: one subject is one person, and the link there was stays', async () => {
    const [one, other, provider] = [
      await createUser(api, 'first'),
      await createUser(api, 'second'),
      await createProvider(api),
    ];
    await put(one.id, provider.id, { subject: 'taken' }).expect(200);
    await put(other.id, provider.id, { subject: 'own' }).expect(200);
    expectProblem(await put(other.id, provider.id, { subject: 'taken' }), 'subject-taken');
    const { body } = await api().request().get(`/v1/users/${other.id}/provider-links`);
    expect(body.items).toMatchObject([{ subject: 'own' }]);
  });

  it('rule 8.5: of many who want one subject at once, one gets it', async () => {
    const provider = await createProvider(api);
    const users = await Promise.all(['race-a', 'race-b', 'race-c'].map((login) => createUser(api, login)));
    const answers = await Promise.all(users.map(({ id }) => put(id, provider.id, { subject: 'prize' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  });
});

describeRefusedCallers(
  api,
  (agent) => agent.put(`/v1/users/nobody/provider-links/${randomUUID()}`).send({ subject: 'x' }),
  ['providers:write'],
);
