import { describe, expect, it } from '@jest/globals';
import {
  auditOf,
  createUser,
  describeIfMatch,
  describeRefusedCallers,
  expectProblem,
  useService,
} from '../api.js';

const api = useService();
const pathOf = (user: string) => `/v1/users/${user}/digest-password`;

async function userWithDigests(login: string) {
  const user = await createUser(api, login);
  await api().request().put(pathOf(user.id)).send({ password: '4711' }).expect(204);
  return user;
}

describe('204', () => {
  it('rule 2.5: takes it away, and notes that once', async () => {
    const { id } = await userWithDigests('gone');
    await api().request().delete(pathOf('gone')).expect(204);
    expectProblem(await api().request().get(pathOf(id)), 'digest-password-not-set');
    expect((await auditOf(api, id))[0]).toMatchObject({
      action: 'user.digest-password-deleted',
      target: { id, name: 'gone' },
    });
  });

  it('rule 2.5: takes away one that is invalid already', async () => {
    const { id } = await userWithDigests('invalid');
    const { pool } = api().assembly.db;
    await pool.query(`UPDATE digest_passwords SET realm = 'old' WHERE user_id = $1`, [id]);
    await api().request().delete(pathOf(id)).expect(204);
    const { rows } = await pool.query('SELECT FROM digest_passwords WHERE user_id = $1', [id]);
    expect(rows).toEqual([]);
  });
});

describeRefusedCallers(api, (agent) => agent.delete(pathOf('anybody')), ['users:write']);

describe('404', () => {
  it('knows no such user', async () => {
    expectProblem(await api().request().delete(pathOf('nobody')), 'user-not-found');
  });

  it('says when there is none', async () => {
    const { id } = await createUser(api, 'without');
    expectProblem(await api().request().delete(pathOf(id)), 'digest-password-not-set');
  });
});

describeIfMatch(api, async () => {
  const { id } = await userWithDigests(`tagged-${Math.random().toString(36).slice(2)}`);
  return { path: pathOf(id), write: (agent) => agent.delete(pathOf(id)) };
});
