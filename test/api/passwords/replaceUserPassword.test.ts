import { describe, expect, it } from '@jest/globals';
import { auditOf, createUser, describeRefusedCallers, expectProblem, useService } from '../api.js';

const api = useService();
const put = (user: string, body: object) => api().request().put(`/v1/users/${user}/password`).send(body);
const good = 'nine herons cross the fjord';

async function storedHash(id: string): Promise<string | undefined> {
  const { rows } = await api().assembly.db.pool.query<{ hash: string }>(
    'SELECT hash FROM passwords WHERE user_id = $1',
    [id],
  );
  return rows[0]?.hash;
}

async function verdict(id: string, password: string): Promise<string> {
  return api().assembly.passwordHasher.verify((await storedHash(id))!, password);
}

describe('204', () => {
  it('rule 2.4: sets the password, answers nothing, and keeps an Argon2id hash', async () => {
    const { id, login } = await createUser(api, 'first');
    expect(await storedHash(id)).toBeUndefined();
    const response = await put(login, { password: good });
    expect([response.status, response.text]).toEqual([204, '']);
    expect(await storedHash(id)).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await verdict(id, good)).toBe('right');
  });

  it('the new one takes the place of the old one', async () => {
    const { id } = await createUser(api, 'second', { password: good });
    await put('second@corp.example', { password: `${good}s` }).expect(204);
    expect([await verdict(id, good), await verdict(id, `${good}s`)]).toEqual(['wrong', 'right']);
  });

  it('rule 9.1: takes 128 characters and more, and cuts nothing off', async () => {
    const { id } = await createUser(api, 'long');
    const long = `${'👩‍🚀'.repeat(128)}!`;
    await put(id, { password: long }).expect(204);
    expect([await verdict(id, long.slice(0, -1)), await verdict(id, long)]).toEqual(['wrong', 'right']);
  });

  it('rule 9.1: twelve emoji are twelve characters', async () => {
    const { id } = await createUser(api, 'emoji');
    await put(id, { password: '🐧🦆🦢🦉🦩🦜🐦🐤🦅🦃🐓🕊️' }).expect(204);
  });

  it('rule 12.2: is in the audit log, without the password or anything made of it', async () => {
    const { id } = await createUser(api, 'audited');
    await put(id, { password: good }).expect(204);
    const [event] = await auditOf(api, id);
    expect(event).toMatchObject({ action: 'user.password-changed', target: { id, name: 'audited' } });
    expect([event!.before, event!.after]).toEqual([null, null]);
  });

  it('rule 2.14: goes with the user', async () => {
    const { id } = await createUser(api, 'leaving', { password: good });
    expect(await storedHash(id)).toBeDefined();
    await api().request().delete(`/v1/users/${id}`).expect(204);
    expect(await storedHash(id)).toBeUndefined();
  });
});

describe('400', () => {
  it.each([
    ['a missing password', {}, '/password'],
    ['null', { password: null }, '/password'],
    ['a number', { password: 123456789012 }, '/password'],
    ['more than anybody types', { password: 'x'.repeat(4097) }, '/password'],
    ['another field', { password: good, oldPassword: 'x' }, '/oldPassword'],
  ])('names %s, and repeats nothing', async (_, body, pointer) => {
    const { login } = await createUser(api, `odd-${Math.random().toString(36).slice(2)}`);
    const response = await put(login, body);
    expectProblem(response, 'malformed-request', pointer);
    expect(response.text).not.toMatch(/123456789012|herons|xxx/);
  });

  it.each(['\\u0000', '\\ud800'])('refuses %s before any handler', async (escape) => {
    const request = api().request().put('/v1/users/first/password').set('Content-Type', 'application/json');
    expectProblem(await request.send(`{"password":"twelve chars ${escape}"}`), 'malformed-json');
  });
});

describeRefusedCallers(api, (agent) => agent.put('/v1/users/first/password').send({ password: good }), [
  'users:write',
]);

describe('404', () => {
  it.each(['nobody', '00000000-0000-7000-8000-00000000beef', 'first@other.example'])(
    'refuses the user %s',
    async (user) => {
      expectProblem(await put(user, { password: good }), 'user-not-found');
    },
  );
});

describe('422', () => {
  it('rules 2.4 and 9.1: names every requirement that is not met, and leaves the old password', async () => {
    const { id } = await createUser(api, 'weak', { password: good });
    const response = await put(id, { password: 'Password' });
    expectProblem(response, 'password-unacceptable', '/password');
    expect(response.body.errors).toEqual([
      { pointer: '/password', detail: 'At least 12 characters.', requirement: 'minLength' },
      {
        pointer: '/password',
        detail: 'Not a common password, nor the login or the name of the server.',
        requirement: 'blocklist',
      },
    ]);
    expect(response.text).not.toContain('"Password"');
    expect(await verdict(id, good)).toBe('right');
  });

  it.each(['CORP.example', 'LongEnoughLogin', 'longenoughlogin@corp.example', '1Q2W3E4R5T6Y', ''])(
    'rule 9.1: refuses %j, whoever makes the change',
    async (password) => {
      if ((await api().request().get('/v1/users/longEnoughLogin')).status === 404) {
        await createUser(api, 'longEnoughLogin');
      }
      expectProblem(await put('longEnoughLogin', { password }), 'password-unacceptable');
    },
  );
});

describe('503', () => {
  it('answers at once when too many passwords wait, says when to come back, and changes nothing', async () => {
    const { id } = await createUser(api, 'crowd');
    const answers = await Promise.all(
      Array.from({ length: 400 }, () =>
        put(id, { password: good }).then(({ status, headers }) => ({ status, headers })),
      ),
    );
    const refused = answers.filter(({ status }) => status === 503);
    expect(answers.filter(({ status }) => status === 204).length).toBeGreaterThan(50);
    expect(refused.length).toBeGreaterThan(50);
    expect(refused[0]!.headers['retry-after']).toBe('1');
    expect((await auditOf(api, id)).length).toBe(1 + answers.length - refused.length);
  });
});

describe('the database', () => {
  it('rule 2.4: refuses a password in the place of a hash, whoever writes', async () => {
    const { id } = await createUser(api, 'plain');
    const { pool } = api().assembly.db;
    const write = pool.query('INSERT INTO passwords (user_id, hash) VALUES ($1, $2)', [id, good]);
    await expect(write).rejects.toThrow('passwords_hash_check');
  });
});
