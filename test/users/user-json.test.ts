/** What the database writes into the audit log of a user is what the API shows of the same user. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { groupsOfUser, userJson } from '../../src/users/index.js';
import { serverName, startTestService, type TestService } from '../support/service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

const post = async (path: string, body: object) => (await service.request().post(path).send(body)).body;
const query = (text: string, values: unknown[] = []) => service.assembly.db.pool.query(text, values);

const full = {
  displayName: 'Ünï "Code" Ж',
  email: 'a@example.org',
  firstName: 'A',
  middleName: 'B',
  lastName: 'C',
  company: 'D',
  branch: 'E',
  department: 'F',
  jobTitle: 'G',
  manager: 'H',
  address: 'I\nJ',
  phones: { mobile: ['1', '"2"'], work: ['3'], home: ['4'], other: ['5'] },
  sipNumber: '6',
};

it('rule 12.2: is the same for plain and full, active and inactive, locked and present users', async () => {
  const groups = [
    (await post('/v1/groups', { name: 'One' })).id,
    (await post('/v1/groups', { name: 'Two' })).id,
  ];
  const logins = [
    'plain',
    'full',
    'inactive',
    'busy',
    'absent',
    'locked',
    'unlocked',
    'pictured',
    'never-set',
  ];
  for (const login of logins) {
    const fields = login === 'plain' ? {} : { ...full, groups, active: login !== 'inactive' };
    await post('/v1/users', { login, ...fields });
  }
  const items = ['inactive', 'busy'].map((user) => ({ user, status: 'busy' }));
  await post('/v1/presence', { ttlSeconds: 600, items: [...items, { user: 'absent', status: 'offline' }] });
  await query(`INSERT INTO lockouts (user_id, locked_until)
    SELECT id, now() + CASE login WHEN 'locked' THEN 1 ELSE -1 END * interval '1 hour' FROM users
    WHERE login IN ('locked', 'unlocked')`);
  await query(`INSERT INTO avatars (user_id, media_type, content, entity_tag)
    SELECT id, 'image/png', '\\x00', '"tag"' FROM users WHERE login = 'pictured'`);
  await query(`UPDATE users SET mobile_phones = NULL WHERE login = 'never-set'`);

  const written = userJson({ serverName: '$1::text', groups: groupsOfUser });
  const { rows } = await query(`SELECT u.login, ${written} AS json FROM users u`, [serverName]);
  expect(rows).toHaveLength(logins.length);
  for (const { login, json } of rows) {
    expect(json).toEqual(
      (
        await service
          .request()
          .get(`/v1/users/${login as string}`)
          .expect(200)
      ).body,
    );
  }
});
