import { describe, expect, it } from '@jest/globals';
import { createGroup, createUser, describeRefusedCallers, expectProblem, join, signIn } from '../api.js';
import { outside, somebody, useServiceBehindProxy } from './myself.js';

const api = useServiceBehindProxy();
const path = '/v1/me/effective-rights';

describe('200', () => {
  it('rule 2.12: is what a program is told of the same user from the same address', async () => {
    const user = await createUser(api, 'anna');
    await join(api, await createGroup(api, 'Staff', { recording: true, operator: true }), user);
    const { accessToken } = await signIn(api, user);
    for (const explain of [undefined, true]) {
      const own = await api().request(accessToken).get(path).query({ explain }).expect(200);
      const query = { subject: 'anna', ip: '127.0.0.1', explain };
      expect(own.body).toEqual((await api().request().get('/v1/effective-rights').query(query)).body);
    }
  });

  it('rule 4.3: follows the zone that the request comes from, and takes nobody’s word for it', async () => {
    const { user, from } = await somebody(api);
    await api()
      .request()
      .patch('/v1/zones/external')
      .send({ rights: { screenSharing: false } });
    const inside = (await from().get(path).expect(200)).body;
    expect([inside.zone.id, inside.rights.screenSharing]).toEqual(['trusted', true]);
    for (const address of [outside, 'nowhere']) {
      const { body } = await from(address).get(path).expect(200);
      expect([body.subject.id, body.zone.id]).toEqual([user.id, 'external']);
      expect(body.rights).toEqual({ ...inside.rights, screenSharing: false });
    }
    expectProblem(await from(outside).get(path).query({ ip: '127.0.0.1' }), 'unknown-query-parameter', 'ip');
  });

  it('rule 4.7: a lock does not take what a session already holds', async () => {
    const user = await createUser(api, 'locked');
    const { accessToken } = await signIn(api, user);
    await api().assembly.db.prisma.lockout.create({
      data: { userId: user.id, failures: 10, lockedUntil: new Date(Date.now() + 60_000) },
    });
    const { body } = await api().request(accessToken).get(path).expect(200);
    expect(body.rights.pointToPointCalls).toBe(true);
  });
});

describeRefusedCallers(api, (agent) => agent.get(path), ['me']);

describe('403 for a program', () => {
  it('has no rights of its own', async () => {
    expectProblem(await api().request().get(path), 'not-signed-in');
  });
});
