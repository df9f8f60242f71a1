import { describe, expect, it } from '@jest/globals';
import { auditOf, createUser, describeRefusedCallers, expectProblem, useService } from '../api.js';

const api = useService();
const unlock = (user: string) => api().request().post(`/v1/users/${user}/unlock`);
const read = async (user: string) => (await api().request().get(`/v1/users/${user}`).expect(200)).body;

/** What too many wrong passwords will bring about. */
async function lock(id: string, until: Date | null): Promise<void> {
  await api().assembly.db.pool.query(
    `INSERT INTO lockouts (user_id, failures, last_failure_at, locked_until) VALUES ($1, 10, now(), $2)`,
    [id, until],
  );
}

const inAnHour = () => new Date(Date.now() + 3_600_000);

describe('204', () => {
  it('rule 9.2: lifts the lock, which a user shows while it lasts, and forgets the failures', async () => {
    const { id, login } = await createUser(api, 'locked');
    expect((await read(login)).lockedUntil).toBeNull();
    const until = inAnHour();
    await lock(id, until);
    expect((await read(login)).lockedUntil).toBe(until.toISOString());
    const { body } = await api().request().get('/v1/users?q=locked').expect(200);
    expect(body.items[0].lockedUntil).toBe(until.toISOString());
    const response = await unlock('locked@corp.example');
    expect([response.status, response.text]).toEqual([204, '']);
    expect((await read(login)).lockedUntil).toBeNull();
    const { rows } = await api().assembly.db.pool.query('SELECT FROM lockouts WHERE user_id = $1', [id]);
    expect(rows).toEqual([]);
  });

  it('rule 9.2: a lock whose time is over is none', async () => {
    const { id } = await createUser(api, 'over');
    await lock(id, new Date(Date.now() - 1_000));
    expect((await read(id)).lockedUntil).toBeNull();
  });

  it('rule 9.2: forgets failures that have not locked anybody yet', async () => {
    const { id } = await createUser(api, 'counted');
    await lock(id, null);
    expect((await read(id)).lockedUntil).toBeNull();
    await unlock(id).expect(204);
    expect((await auditOf(api, id))[0]).toMatchObject({ action: 'user.unlocked', target: { id } });
  });

  it('rule 12.2: is in the audit log, and only when there was something to lift', async () => {
    const { id } = await createUser(api, 'noted');
    await unlock(id).expect(204);
    await lock(id, inAnHour());
    await unlock(id).expect(204);
    await unlock(id).expect(204);
    expect((await auditOf(api, id)).map(({ action }) => action)).toEqual(['user.unlocked', 'user.created']);
  });

  it('rule 4.7: a lock takes no right away', async () => {
    const { id, login } = await createUser(api, 'rightful');
    const ask = async () =>
      (await api().request().get(`/v1/users/${login}/effective-rights`).expect(200)).body.rights;
    const before = await ask();
    expect(before.pointToPointCalls).toBe(true);
    await lock(id, inAnHour());
    expect(await ask()).toEqual(before);
  });

  it('rule 2.14: the lock goes with the user, and the next owner of the login has none', async () => {
    const { id } = await createUser(api, 'successor');
    await lock(id, inAnHour());
    await api().request().delete(`/v1/users/${id}`).expect(204);
    expect((await createUser(api, 'successor')).lockedUntil).toBeNull();
  });
});

describe('400', () => {
  it('takes no body', async () => {
    expectProblem(await unlock('anybody').send({ reason: 'x' }), 'malformed-request');
  });
});

describeRefusedCallers(api, (agent) => agent.post('/v1/users/anybody/unlock'), ['users:write']);

describe('404', () => {
  it.each(['nobody', '00000000-0000-7000-8000-00000000beef'])('knows no user %s', async (user) => {
    expectProblem(await unlock(user), 'user-not-found');
  });
});
