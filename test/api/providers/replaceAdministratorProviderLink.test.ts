import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { createAdministrator, signInAs } from '../administrators/administrator.js';
import { auditOf, createUser, describeRefusedCallers, expectProblem, useService } from '../api.js';
import { corp, createProvider } from './provider.js';

const api = useService();
const link = (administrator: string, provider: string) =>
  `/v1/administrators/${administrator}/provider-links/${provider}`;
const put = (administrator: string, provider: string, body: object, bearer?: string) =>
  api().request(bearer).put(link(administrator, provider)).send(body);

describe('200', () => {
  it('rule 8.5: an administrator says which subject another one is; the audit log finds it from both ends', async () => {
    const [root, linked] = [await createAdministrator(api), await createAdministrator(api)];
    const { accessToken } = await signInAs(api, root);
    const provider = await createProvider(api);
    const { body } = await put(linked.id, provider.id, { subject: 'subject-1' }, accessToken).expect(200);
    expect(body).toEqual({
      provider: { id: provider.id, name: provider.name },
      issuer: corp.issuer,
      subject: 'subject-1',
      origin: 'administrator',
      createdAt: expect.any(String),
      lastUsedAt: null,
    });
    for (const end of [linked.id, provider.id]) {
      expect((await auditOf(api, end))[0]).toMatchObject({
        action: 'provider.administrator-linked',
        actor: { kind: 'administrator', id: root.id },
        target: { kind: 'administrator', id: linked.id, name: linked.login },
        related: { id: provider.id },
      });
    }
  });

  it('replaces the subject there was, and writes nothing for the same', async () => {
    const [{ id }, provider] = [await createAdministrator(api), await createProvider(api)];
    for (const subject of ['old', 'new', 'new']) await put(id, provider.id, { subject }).expect(200);
    expect(await auditOf(api, id)).toHaveLength(3);
    await put((await createAdministrator(api)).id, provider.id, { subject: 'old' }).expect(200);
  });

  it('rule 12.1: a user and an administrator may be one person at the provider', async () => {
    const [{ id }, user] = [await createAdministrator(api), await createUser(api, 'both')];
    const provider = await createProvider(api);
    const asUser = `/v1/users/${user.id}/provider-links/${provider.id}`;
    await api().request().put(asUser).send({ subject: 'same' }).expect(200);
    await put(id, provider.id, { subject: 'same' }).expect(200);
  });
});

describe('403 for an administrator who may do less', () => {
  it('rule 12.1: nobody decides who signs in as somebody who may do more', async () => {
    const [full, lesser] = [
      await createAdministrator(api),
      await createAdministrator(api, { scopes: ['admin'] }),
    ];
    const { accessToken } = await signInAs(api, lesser);
    const provider = await createProvider(api);
    expectProblem(await put(full.id, provider.id, { subject: 'x' }, accessToken), 'scope-escalation');
    await put(full.id, provider.id, { subject: 'x' }).expect(200);
    const remove = await api().request(accessToken).delete(link(full.id, provider.id));
    expectProblem(remove, 'scope-escalation');
    await put(lesser.id, provider.id, { subject: 'y' }, accessToken).expect(200);
  });
});

describe('404', () => {
  it('there is no such administrator, provider, or provider that knows subjects', async () => {
    const [{ id }, provider] = [await createAdministrator(api), await createProvider(api)];
    const user = await createUser(api, 'no-administrator');
    for (const other of [randomUUID(), 'root', user.id]) {
      expectProblem(await put(other, provider.id, { subject: 'x' }), 'administrator-not-found');
    }
    expectProblem(await put(id, randomUUID(), { subject: 'x' }), 'provider-not-found');
    expectProblem(await put(id, 'password', { subject: 'x' }), 'provider-not-found');
  });
});

describe('409', () => {
  it('rule 8.5: one subject is one administrator, also when many want it at once', async () => {
    const provider = await createProvider(api);
    const all = [
      await createAdministrator(api),
      await createAdministrator(api),
      await createAdministrator(api),
    ];
    const answers = await Promise.all(all.map(({ id }) => put(id, provider.id, { subject: 'prize' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    expectProblem(
      answers.find(({ status }) => status === 409)!,
      'subject-taken',
    );
  });
});

describeRefusedCallers(api, (agent) => agent.put(link(randomUUID(), randomUUID())).send({ subject: 'x' }), [
  'admin',
]);
