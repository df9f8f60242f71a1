/** What it means that an account is deactivated (rule 2.3), as far as it can be asked without anybody signing in. */
import { describe, expect, it } from '@jest/globals';
import type { User } from '../../../src/users/users.schema.js';
import { auditOf, createGroup, createUser, join, useService } from '../api.js';

const api = useService();
const fields = { email: 'x@example.org', phones: { mobile: ['+49 1'] }, company: 'Corp', sipNumber: '100' };
const password = 'nine herons cross the fjord';

async function person(login: string) {
  const group = await createGroup(api, `Group of ${login}`, { recording: true });
  const user = await createUser(api, login, { ...fields, password });
  await join(api, group, user);
  const patch = { rights: { operator: 'grant', fileSending: 'deny' } };
  await api().request().patch(`/v1/users/${login}/rights`).send(patch).expect(200);
  await api().request().put(`/v1/users/${login}/digest-password`).send({ password: '4711' }).expect(204);
  return user;
}

const setActive = async (login: string, active: boolean) =>
  (await api().request().patch(`/v1/users/${login}`).send({ active }).expect(200)).body as User;
const ask = async (path: string) => (await api().request().get(path).expect(200)).body;
const rightsOf = async (login: string) => {
  const { rights, active } = await ask(`/v1/users/${login}/effective-rights`);
  const held = Object.entries(rights as Record<string, boolean>).filter(([, has]) => has);
  return { active, held: held.map(([right]) => right).sort() };
};

/** Everything about the person that a deactivation must leave alone. */
async function dataOf(login: string) {
  const { active: _, status: __, updatedAt: ___, ...profile } = await ask(`/v1/users/${login}`);
  const { pool } = api().assembly.db;
  const { rows } = await pool.query('SELECT hash, changed_at FROM passwords WHERE user_id = $1', [
    profile.id,
  ]);
  const places = ['groups', 'rights', 'application-settings', 'digest-password'];
  const answers = places.map((place) => ask(`/v1/users/${login}/${place}`));
  return { profile, password: rows, answers: await Promise.all(answers) };
}

describe('rule 2.3: a deactivated account', () => {
  it('keeps its data: profile, groups, personal rights, limits, password and digests', async () => {
    await person('keeper');
    const before = await dataOf('keeper');
    expect(before.password).toHaveLength(1);
    expect(before.profile.groups).toHaveLength(1);
    const { active, status } = await setActive('keeper', false);
    expect([active, status]).toEqual([false, 'inactive']);
    expect(await dataOf('keeper')).toEqual(before);
  });

  it('has no right, at once and on every instance', async () => {
    await person('stripped');
    expect((await rightsOf('stripped')).held).toContain('operator');
    await setActive('stripped', false);
    expect(await rightsOf('stripped')).toEqual({ active: false, held: [] });
  });

  it('has everything back when it is activated again', async () => {
    await person('returning');
    const [data, rights] = [await dataOf('returning'), await rightsOf('returning')];
    await setActive('returning', false);
    const { active, status } = await setActive('returning', true);
    expect([active, status]).toEqual([true, 'offline']);
    expect(await dataOf('returning')).toEqual(data);
    expect(await rightsOf('returning')).toEqual(rights);
  });

  it('keeps its login: nobody else gets it', async () => {
    await createUser(api, 'holder', { active: false });
    await api().request().post('/v1/users').send({ login: 'HOLDER' }).expect(409);
  });

  it('can still be changed by an administrator: fields, groups, password', async () => {
    await person('changed');
    await setActive('changed', false);
    await api().request().patch('/v1/users/changed').send({ company: 'Other' }).expect(200);
    await api().request().put('/v1/users/changed/groups').send({ groups: [] }).expect(200);
    await api()
      .request()
      .put('/v1/users/changed/password')
      .send({ password: `${password}!` })
      .expect(204);
    expect(await rightsOf('changed')).toEqual({ active: false, held: [] });
  });

  it('is found by filter and status, and is noted in the audit log with before and after', async () => {
    const { id } = await createUser(api, 'filtered');
    await setActive('filtered', false);
    for (const filter of ['active=false', 'status=inactive']) {
      const { items } = await ask(`/v1/users?q=filtered&${filter}`);
      expect((items as User[]).map((user) => user.id)).toEqual([id]);
    }
    expect((await ask('/v1/users?q=filtered&active=true')).items).toEqual([]);
    const [event] = await auditOf(api, id);
    expect(event).toMatchObject({
      action: 'user.changed',
      before: { active: true },
      after: { active: false },
    });
  });
});
