/** The folded display name that address books are sorted by stands beside each membership, whatever happens at once. */
import { describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { createGroup, createUser, join, useService } from '../api/api.js';

const api = useService();

async function keysOf(user: string): Promise<string[]> {
  const { rows } = await api().assembly.db.pool.query<{ key: string }>(
    'SELECT name_key AS key FROM memberships WHERE user_id = $1',
    [user],
  );
  return rows.map(({ key }) => key);
}

const rename = (user: string, displayName: string) =>
  api().request().patch(`/v1/users/${user}`).send({ displayName }).expect(200);

describe('the sort key of a membership', () => {
  it('is the folded display name, whatever other names there are', async () => {
    const group = await createGroup(api, 'Sorted');
    const names = { firstName: 'Zoë', lastName: 'Ångström', email: 'z@example.org' };
    const zoe = await createUser(api, 'zoe', { displayName: 'Ängström, Zoë', ...names, groups: [group.id] });
    expect(await keysOf(zoe.id)).toEqual(['angstrom, zoe']);
    const plain = await createUser(api, 'plain');
    await join(api, group, plain);
    expect(await keysOf(plain.id)).toEqual(['plain']);
  });

  it('follows a new name in every group, and no other change', async () => {
    const groups = [(await createGroup(api, 'One')).id, (await createGroup(api, 'Two')).id];
    const user = await createUser(api, 'renamed', { groups });
    await rename(user.id, 'Ёлкин');
    expect(await keysOf(user.id)).toEqual(['елкин', 'елкин']);
    await api().request().patch(`/v1/users/${user.id}`).send({ firstName: 'A', email: 'b@example.org' });
    expect(await keysOf(user.id)).toEqual(['елкин', 'елкин']);
  });

  it('has as many characters as an index takes', async () => {
    const group = await createGroup(api, 'Long');
    // One character that is eighteen once it is folded.
    const user = await createUser(api, 'long', { displayName: 'ﷺ'.repeat(200), groups: [group.id] });
    expect([...(await keysOf(user.id))[0]!]).toHaveLength(200);
  });

  it('is the last name, too, of somebody who is renamed while they join', async () => {
    const groups = await Promise.all([...'abcdefgh'].map((name) => createGroup(api, `Parallel ${name}`)));
    const user = await createUser(api, 'parallel');
    const joins = groups.map((group) => join(api, group, user));
    await Promise.all([...joins, ...[...'12345678'].map((name) => rename(user.id, `Name ${name}`))]);
    const { body } = await api().request().get(`/v1/users/${user.id}`);
    expect(await keysOf(user.id)).toEqual(groups.map(() => body.displayName.toLowerCase()));
  });

  it('waits for a change of the name that is under way, whoever writes the membership', async () => {
    const group = await createGroup(api, 'Waiting');
    const user = await createUser(api, 'waited', { displayName: 'Before' });
    const { pool } = api().assembly.db;
    const renaming = await pool.connect();
    await renaming.query('BEGIN');
    await renaming.query(`UPDATE users SET search_text = E'\nwaited\nafter' WHERE id = $1`, [user.id]);
    const joining = pool.query('INSERT INTO memberships (user_id, group_id) VALUES ($1, $2)', [
      user.id,
      group.id,
    ]);
    // A moment in which it would be there, if it did not wait.
    await Promise.race([joining, delay(200)]);
    await renaming.query('COMMIT');
    renaming.release();
    await joining;
    expect(await keysOf(user.id)).toEqual(['after']);
  });
});
