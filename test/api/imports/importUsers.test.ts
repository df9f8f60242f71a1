import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { verify } from '@node-rs/argon2';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { AuditEvent } from '../../../src/audit/audit.schema.js';
import type { User } from '../../../src/users/users.schema.js';
import { csv, importFile, importRows, lines, ndjson, postImport, rowsOf } from '../../support/imports.js';
import { jobOver, occupy } from '../../support/jobs.js';
import { until } from '../../support/until.js';
import {
  auditOf,
  createGroup,
  createUser,
  describeRefusedCallers,
  expectProblem,
  signIn,
  useService,
} from '../api.js';

const api = useService();
const post = (file: string | Buffer, query: object = {}, type = csv) => postImport(api(), file, query, type);
const fresh = () => `u${randomUUID().slice(0, 8)}`;
const get = async (login: string) =>
  (
    await api()
      .request()
      .get(`/v1/users/${encodeURIComponent(login)}`)
      .expect(200)
  ).body as User;
const isThere = async (login: string) =>
  (
    await api()
      .request()
      .get(`/v1/users/${encodeURIComponent(login)}`)
  ).status === 200;
const count = async () => (await api().request().get('/v1/users?limit=1&total=true')).body.total as number;
const query = (text: string, values: unknown[] = []) => api().assembly.db.pool.query(text, values);

afterEach(() => {
  const failures = api()
    .log.splice(0)
    .filter((line) => line.includes('"level":50'));
  expect(failures).toEqual([]);
});

const whole = {
  displayName: 'Ada Lovelace',
  email: 'ada@example.org',
  firstName: 'Ada',
  middleName: 'King',
  lastName: 'Lovelace',
  company: 'Analytical; "Engines", Ltd.\\x',
  branch: 'London',
  department: 'Двигатели',
  jobTitle: 'Programmer\twith a tab',
  manager: 'Charles',
  address: '12 St James’s Square\nLondon',
  phones: { mobile: ['+44 1', '+44 2'], work: ['3'], home: [], other: ['4 "x" \\'] },
};

describe('202', () => {
  it('rule 2.8: answers with a job, and says where to follow it', async () => {
    const response = await post('login\nanswered\n', { dryRun: true });
    expect(response.status).toBe(202);
    expect(response.body).toMatchObject({ kind: 'users.import', state: 'queued' });
    expect(response.headers['location']).toBe(`/v1/jobs/${response.body.id}`);
    const [event] = await auditOf(api, response.body.id as string);
    expect(event).toMatchObject({
      action: 'job.requested',
      after: { parameters: { rows: 1, dryRun: true } },
    });
  });

  it('rule 2.1: keeps every field of NDJSON as POST does, in the audit log too', async () => {
    const group = await createGroup(api, fresh());
    const [login, other] = [fresh(), fresh()];
    const fields = { ...whole, active: false, sipNumber: 'sip:100', groups: [group.name] };
    const job = await importRows(api(), [{ login, ...fields }]);
    expect(job).toMatchObject({ state: 'succeeded', result: { applied: 'all', rows: 1, create: 1 } });
    const imported = await get(login);
    const created = await createUser(api, other, { ...fields, groups: [group.id] });
    const own = { id: '', login: '', callId: '', createdAt: '', updatedAt: '' };
    expect({ ...imported, ...own }).toEqual({ ...created, ...own });
    expect(imported.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    const [event, ...more] = await auditOf(api, imported.id);
    expect(more).toEqual([]);
    expect(event).toMatchObject({ action: 'user.created', channel: 'import', before: null, after: imported });
    const [like] = await auditOf(api, created.id);
    expect(Object.keys(event!.after!).sort()).toEqual(Object.keys(like!.after!).sort());
    expect(event!.actor).toEqual(like!.actor);
    expect(event!.target).toEqual({ kind: 'user', id: imported.id, name: login });
    expect(event!.address).toBe('127.0.0.1');
  });

  it('rule 2.6: finds who was imported', async () => {
    await importRows(api(), [{ login: fresh(), displayName: 'Jürgen Müßig', email: 'jm@example.org' }]);
    const { body } = await api().request().get('/v1/users?q=mussig').expect(200);
    expect(body.items).toHaveLength(1);
  });

  it.each([
    ['commas', ',', '\n'],
    ['semicolons', ';', '\n'],
    ['CRLF', ',', '\r\n'],
    ['a byte order mark', '\ufeff', '\n'],
  ])('reads CSV with %s', async (_, mark, end) => {
    const separator = mark === '\ufeff' ? ',' : mark;
    const login = fresh();
    const header = ['login', 'displayName', 'mobilePhones', 'active'].join(separator);
    const cells = [login, `"A ""B""${separator} C\n d"`, '+1 | +2', 'no'].join(separator);
    const job = await importFile(
      api(),
      `${mark === '\ufeff' ? mark : ''}${header}${end}${cells}${end}${end}`,
    );
    expect(job).toMatchObject({ state: 'succeeded', result: { rows: 1 } });
    expect(await get(login)).toMatchObject({
      displayName: `A "B"${separator} C\n d`,
      active: false,
      phones: { mobile: ['+1', '+2'] },
    });
  });

  it('reads a file in whatever pieces it comes', async () => {
    const logins = Array.from({ length: 2000 }, (_, at) => `piece-${at}`);
    const file = Buffer.from(
      `login,displayName,company\n${logins.map((login) => `${login},Zoë ${login} Żółć,"Ключ 🔑"\n`).join('')}`,
    );
    const request = api().request().post('/v1/imports/users').type(csv);
    for (let at = 0; at < file.length; at += 997) request.write(file.subarray(at, at + 997));
    const { body } = await request.expect(202);
    expect(await jobOver(api(), body.id)).toMatchObject({ state: 'succeeded', result: { create: 2000 } });
    expect(await get('piece-1999')).toMatchObject({ displayName: 'Zoë piece-1999 Żółć', company: 'Ключ 🔑' });
  });

  it('takes a file without rows', async () => {
    expect(await importFile(api(), 'login,email\n')).toMatchObject({
      state: 'succeeded',
      result: { rows: 0, applied: 'all' },
    });
  });
});

describe('a user who is there', () => {
  it('rule 2.8: is found by login whatever its case, and keeps what the row does not name', async () => {
    const before = await createUser(api, fresh(), { ...whole });
    const job = await importFile(api(), `login,company\n${before.login.toUpperCase()},Other\n`);
    expect(job.result).toMatchObject({ applied: 'all', update: 1, create: 0 });
    const after = await get(before.login);
    expect(after).toEqual({ ...before, company: 'Other', updatedAt: after.updatedAt });
    const [event] = await auditOf(api, before.id);
    expect(event).toMatchObject({ action: 'user.changed', channel: 'import', before, after });
  });

  it('rule 2.8: loses what an empty cell or null clears, but not what nobody can be without', async () => {
    const fields = { ...whole, active: false };
    const [one, other] = [await createUser(api, fresh(), fields), await createUser(api, fresh(), fields)];
    await importFile(api(), `login,displayName,active,email,mobilePhones,sipNumber\n${one.login},,,,,\n`);
    await importRows(api(), [{ login: other.login, email: null, phones: { mobile: [] } }]);
    for (const before of [one, other]) {
      const after = await get(before.login);
      const phones = { ...before.phones, mobile: [] };
      expect(after).toEqual({ ...before, email: null, phones, updatedAt: after.updatedAt });
    }
  });

  it('rule 2.6: is searched for by what they are now', async () => {
    const { login } = await createUser(api, fresh(), {
      displayName: 'Karla Kolumna',
      email: 'kk@example.org',
    });
    await importFile(api(), `login,lastName\n${login},Umbenannt\n`);
    for (const q of ['umbenannt', 'kolumna', 'kk@example', login]) {
      expect((await api().request().get('/v1/users').query({ q })).body.items).toHaveLength(1);
    }
  });

  it('rule 12.2: is not written when the row says what is so already', async () => {
    const group = await createGroup(api, fresh());
    const before = await createUser(api, fresh(), { ...whole, sipNumber: '7', groups: [group.id] });
    const row = { login: before.login, ...whole, sipNumber: 'sip:7', groups: [group.name.toUpperCase()] };
    const job = await importRows(api(), [row]);
    expect(job.result).toMatchObject({ applied: 'all', unchanged: 1, update: 0 });
    expect(await get(before.login)).toEqual(before);
    expect(await auditOf(api, before.id)).toHaveLength(1);
  });

  it('rule 2.11: gets limits, told in the audit log as what they are', async () => {
    const [there, added] = [await createUser(api, fresh()), fresh()];
    const job = await importFile(
      api(),
      `login,incomingKbps,outgoingKbps\n${there.login},2048,\n${added},,512\n`,
    );
    expect(job.state).toBe('succeeded');
    const settings = async (login: string) =>
      (await api().request().get(`/v1/users/${login}/application-settings`)).body.own;
    expect(await settings(there.login)).toEqual({ incomingKbps: 2048, outgoingKbps: null });
    expect(await settings(added)).toEqual({ incomingKbps: null, outgoingKbps: 512 });
    const [event] = await auditOf(api, there.id);
    expect(event).toMatchObject({
      action: 'user.application-settings-changed',
      before: { incomingKbps: null, outgoingKbps: null },
      after: { incomingKbps: 2048, outgoingKbps: null },
    });
    const actions = (await auditOf(api, (await get(added)).id)).map(({ action }) => action);
    expect(actions.sort()).toEqual(['user.application-settings-changed', 'user.created']);
  });

  it('rule 3.3: is in the groups that the row names and no others, told from both ends', async () => {
    const [left, kept, entered] = [
      await createGroup(api, fresh()),
      await createGroup(api, fresh()),
      await createGroup(api, fresh()),
    ];
    const user = await createUser(api, fresh(), { groups: [left.id, kept.id] });
    await importFile(api(), `login,groups\n${user.login},${kept.id}|${entered.name}\n`);
    expect((await get(user.login)).groups.sort()).toEqual([kept.id, entered.id].sort());
    const shown = ({ action, related, channel }: AuditEvent) => [action, related?.name, channel];
    expect((await auditOf(api, user.id)).slice(0, 2).map(shown).sort()).toEqual([
      ['group.member-added', entered.name, 'import'],
      ['group.member-removed', left.name, 'import'],
    ]);
    expect((await auditOf(api, entered.id)).map(({ action }) => action)).toContain('group.member-added');
    await importFile(api(), `login,groups\n${user.login},\n`);
    expect((await get(user.login)).groups).toEqual([]);
  });
});

describe('passwords', () => {
  const hashOf = async (login: string) =>
    (await query('SELECT hash FROM passwords JOIN users ON users.id = user_id WHERE login = $1', [login]))
      .rows[0]?.hash as string;

  it('rule 2.4: are kept as hashes, for new and for known users, and nowhere else', async () => {
    const [there, added] = [await createUser(api, fresh()), fresh()];
    const canary = `canary ${randomUUID()}`;
    const job = await importFile(api(), `login,password\n${there.login},${canary}\n${added},${canary}\n`);
    expect(job).toMatchObject({ state: 'succeeded', result: { create: 1, update: 1 } });
    expect(await verify(await hashOf(there.login), canary)).toBe(true);
    expect(await verify(await hashOf(added), canary)).toBe(true);
    const [event] = await auditOf(api, there.id);
    expect(event).toMatchObject({
      action: 'user.password-changed',
      channel: 'import',
      before: null,
      after: null,
    });
    expect(JSON.stringify(await rowsOf(api(), job))).not.toContain(canary);
    expect((await rowsOf(api(), job))[0]!.changes).toEqual([
      { field: 'password', before: null, after: null },
    ]);
    await until('what was kept of them is gone', async () => {
      const { rows } = await query('SELECT FROM import_passwords');
      return rows.length === 0;
    });
    expect(await everywhere()).not.toContain(canary);
  });

  it('rule 2.4: wait encrypted, and are not kept by a dry run', async () => {
    const canary = `canary ${randomUUID()}`;
    await importFile(api(), `login,password\n${fresh()},${canary}\n`, { dryRun: true });
    expect((await query('SELECT FROM import_passwords')).rows).toEqual([]);
    const release = await occupy(api(), 'users.import');
    const { body } = await post(`login,password\n${fresh()},${canary}\n`).expect(202);
    expect((await query('SELECT FROM import_passwords')).rows).toHaveLength(1);
    expect(await everywhere()).not.toContain(canary);
    await release();
    expect((await jobOver(api(), body.id)).state).toBe('succeeded');
  });

  /** Every row of every table, as text. */
  async function everywhere(): Promise<string> {
    const tables = await query(`SELECT table_name AS name FROM information_schema.tables
      WHERE table_schema = current_schema()`);
    const texts = tables.rows.map(async ({ name }) => {
      const { rows } = await query(`SELECT t::text AS row FROM (SELECT * FROM "${name as string}") t`);
      return rows.map(({ row }) => row as string).join('\n');
    });
    return [...(await Promise.all(texts)), ...api().log].join('\n');
  }

  it('are refused by the policy with all that they lack (rule 9.1)', async () => {
    const job = await importFile(api(), `login,password\n${fresh()},kurz Ж\n`);
    expect(job.state).toBe('failed');
    expect(job.problems).toEqual([
      { row: 1, field: 'password', code: 'password-unacceptable', detail: 'At least 12 characters.' },
    ]);
    expect(JSON.stringify(job)).not.toContain('kurz');
  });

  const hash =
    '$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$RmFsc2VIYXNoRmFsc2VIYXNoRmFsc2VIYXNoRmFsc2U';

  it('come as hashes of another system, too', async () => {
    const login = fresh();
    const job = await importRows(api(), [{ login, passwordHash: hash }]);
    expect(job.state).toBe('succeeded');
    expect(await hashOf(login)).toBe(hash);
    expect(
      JSON.stringify([await rowsOf(api(), job), await auditOf(api, (await get(login)).id)]),
    ).not.toContain(hash);
  });

  it.each([
    ['argon2i', hash.replace('argon2id', 'argon2i')],
    ['another version', hash.replace('v=19', 'v=16')],
    ['too little memory', hash.replace('m=19456', 'm=4096')],
    ['so much memory that comparing costs too much', hash.replace('m=19456', 'm=1048576')],
    ['too many passes', hash.replace('t=2', 't=99')],
    ['too few passes', hash.replace('t=2', 't=1')],
    ['too many lanes', hash.replace('p=1', 'p=64')],
    ['a short salt', hash.replace('c29tZXNhbHRzb21lc2FsdA', 'c29t')],
    ['something else', 'hunter2'],
  ])('are refused as hashes of %s', async (_, passwordHash) => {
    const job = await importRows(api(), [{ login: fresh(), passwordHash }]);
    expect(job.problems).toMatchObject([{ field: 'passwordHash', code: 'malformed-request' }]);
  });

  it('are refused beside a hash', async () => {
    const job = await importRows(api(), [
      { login: fresh(), password: 'a long enough one', passwordHash: hash },
    ]);
    expect(job.problems).toMatchObject([{ field: 'passwordHash' }]);
  });
});

describe('sessions', () => {
  const signedIn = async (login: string) => (await signIn(api, await get(login))).accessToken;
  const isGood = async (token: string) => (await api().request(token).get('/userinfo')).status === 200;

  it('rule 2.3: end when an import deactivates the account or changes its password, and no others', async () => {
    const [barred, changed, kept] = [fresh(), fresh(), fresh()];
    await importFile(api(), `login\n${barred}\n${changed}\n${kept}\n`);
    const tokens = [await signedIn(barred), await signedIn(changed), await signedIn(kept)];
    for (const token of tokens) expect(await isGood(token)).toBe(true);
    const rows = [
      { login: barred, active: false },
      { login: changed, password: 'correct horse battery' },
      { login: kept, company: 'Other' },
    ];
    await importRows(api(), rows);
    expect([await isGood(tokens[0]!), await isGood(tokens[1]!), await isGood(tokens[2]!)]).toEqual([
      false,
      false,
      true,
    ]);
    const [ended] = (await auditOf(api, (await get(barred)).id)).filter(
      ({ action }) => action === 'session.ended',
    );
    expect(ended).toMatchObject({ channel: 'import', after: { reason: 'account-deactivated' } });
  });
});

describe('a dry run', () => {
  it('rule 2.8: says what would be created, updated or refused and why, and changes nothing', async () => {
    const there = await createUser(api, fresh(), { company: 'Old' });
    const same = await createUser(api, fresh(), { company: 'New' });
    const added = fresh();
    const before = await count();
    const file = `login,company\n${there.login},New\n${added},New\n${same.login},New\nnot a login,New\n`;
    const job = await importFile(api(), file, { dryRun: true });
    expect(job).toMatchObject({ state: 'succeeded', detail: 'Nothing was applied: this was a dry run.' });
    expect(job.result).toEqual({
      applied: 'nothing',
      rows: 4,
      create: 1,
      update: 1,
      unchanged: 1,
      refused: 1,
    });
    const rows = await rowsOf(api(), job);
    expect(rows).toMatchObject([
      {
        row: 1,
        outcome: 'update',
        user: there.id,
        changes: [{ field: 'company', before: 'Old', after: 'New' }],
      },
      {
        row: 2,
        outcome: 'create',
        login: added,
        changes: [{ field: 'company', before: null, after: 'New' }],
      },
      { row: 3, outcome: 'unchanged', user: same.id, changes: [] },
      { row: 4, outcome: 'refused', user: null, problems: [{ field: 'login', code: 'invalid-login' }] },
    ]);
    expect(rows.map(({ applied }) => applied)).toEqual([false, false, false, false]);
    expect(await count()).toBe(before);
    expect(await get(there.login)).toEqual(there);
  });
});

describe('rows that are refused', () => {
  const twelve = 'correct horse battery';

  it.each([
    ['no login', { login: undefined }, 'login', 'invalid-login'],
    ['a login that is none', { login: 'a b' }, 'login', 'invalid-login'],
    ['a login of two scripts (rule 1.2)', { login: 'annа' }, 'login', 'invalid-login'],
    ['a UUID as login', { login: randomUUID() }, 'login', 'invalid-login'],
    ['a login of the wrong type', { login: 7 }, 'login', 'invalid-login'],
    ['an email that is none', { email: 'nobody' }, 'email', 'malformed-request'],
    ['a name that is too long', { company: 'x'.repeat(201) }, 'company', 'malformed-request'],
    ['an empty name', { company: '' }, 'company', 'malformed-request'],
    ['null where nothing can be cleared', { displayName: null }, 'displayName', 'malformed-request'],
    ['a switch that is none', { active: 'perhaps' }, 'active', 'malformed-request'],
    ['too many numbers', { phones: { work: Array(21).fill('1') } }, 'workPhones', 'malformed-request'],
    ['a number of the wrong type', { phones: { work: [1] } }, 'workPhones', 'malformed-request'],
    ['a limit of nothing (rule 2.11)', { incomingKbps: 0 }, 'incomingKbps', 'malformed-request'],
    ['half a kilobit', { outgoingKbps: 1.5 }, 'outgoingKbps', 'malformed-request'],
    ['a password of the wrong type', { password: 7 }, 'password', 'malformed-request'],
    ['a field that is not known', { nickname: 'x' }, '', 'malformed-request'],
    ['a kind of phone that is not known', { phones: { car: [] } }, '', 'malformed-request'],
    ['phones that are none', { phones: [] }, '', 'malformed-request'],
    ['a group that is not there', { groups: [randomUUID()] }, 'groups', 'group-not-found'],
    ['a group by an unknown name', { groups: ['No such group'] }, 'groups', 'group-not-found'],
    ['a group of the wrong type', { groups: [null] }, 'groups', 'malformed-request'],
    ['a built-in group (rule 3.1)', { groups: ['Guest users'] }, 'groups', 'built-in-group'],
  ])('%s', async (_, fields, field, code) => {
    const row = { login: fresh(), password: twelve, ...fields };
    const job = await importRows(api(), [row, { login: fresh() }], { dryRun: true });
    expect(job.result).toMatchObject({ create: 1, refused: 1 });
    expect(job.problems).toMatchObject([{ row: 1, field, code }]);
    expect(job.problems[0]!.detail).toMatch(/\.$/);
  });

  it.each([
    ['no JSON', '{login}'],
    ['a list', '["login"]'],
    ['a key twice', '{"login":"a","login":"b"}'],
    ['__proto__', '{"login":"a","__proto__":{}}'],
    ['a NUL character', '{"login":"a","company":"\\u0000"}'],
    ['a lone surrogate', '{"login":"a","company":"\\ud800"}'],
  ])('a line with %s', async (_, line) => {
    const job = await importFile(api(), `${line}\n`, { dryRun: true }, ndjson);
    expect(job.problems).toMatchObject([{ row: 1, field: '', code: 'malformed-request' }]);
  });

  it('a row of CSV with too many or too few cells', async () => {
    const job = await importFile(api(), `login,email\n${fresh()}\n${fresh()},,\n`, { dryRun: true });
    expect(job.problems.map(({ row }) => row)).toEqual([1, 2]);
  });

  it('say everything that is wrong with them at once', async () => {
    const job = await importRows(api(), [{ login: 'a b', email: 'x', company: '' }], { dryRun: true });
    expect(job.problems.map(({ field }) => field)).toEqual(['login', 'email', 'company']);
  });

  it('the second of two with one login, in whatever case (rule 1.3)', async () => {
    const login = fresh();
    const file = `login\n${login}\n${fresh()}\n${login.toUpperCase()}\n`;
    const job = await importFile(api(), file, { dryRun: true });
    const detail = 'Row 1 has this login already.';
    expect(job.problems).toEqual([{ row: 3, field: 'login', code: 'login-taken', detail }]);
  });

  it('a login that looks like another in another script (rule 1.2): of the service, and of the file', async () => {
    await createUser(api, 'ope');
    const file = 'login\nоре\nсор\ncop\nсоре2\n';
    const job = await importFile(api(), file, { dryRun: true });
    expect(job.problems).toEqual([
      {
        ...{ row: 1, field: 'login', code: 'login-confusable' },
        detail: 'The login looks like "ope" in another script.',
      },
      {
        ...{ row: 3, field: 'login', code: 'login-confusable' },
        detail: 'The login looks like that of row 2 in another script.',
      },
    ]);
  });

  it('no login that is somebody’s already, whatever it looks like', async () => {
    // Before logins were compared by their looks: nobody is shut out for it.
    const [latin, cyrillic] = [await createUser(api, 'cocoa'), 'сосоа'];
    await query(
      `INSERT INTO users (id, login, login_key, login_skeleton, login_script, display_name, search_text)
       SELECT gen_random_uuid(), $1, $1, login_skeleton, 'cyrillic', 'X', 'x' FROM users WHERE id = $2`,
      [cyrillic, latin.id],
    );
    const job = await importFile(api(), `login,company\ncocoa,A\n${cyrillic},B\n`);
    expect(job).toMatchObject({ state: 'succeeded', result: { update: 2 } });
  });
});

describe('all or nothing', () => {
  it('rule 2.8: one refused row leaves everything as it was, and the job says so', async () => {
    const [there, added] = [await createUser(api, fresh()), fresh()];
    const file = `login,company\n${added},A\n${there.login},A\nnot a login,A\n`;
    const job = await importFile(api(), file);
    expect(job).toMatchObject({
      state: 'failed',
      detail: 'Nothing was applied, since 1 of 3 rows is refused.',
      result: { applied: 'nothing', rows: 3, create: 1, update: 1, refused: 1 },
      problems: [{ row: 3, code: 'invalid-login' }],
    });
    expect(await isThere(added)).toBe(false);
    expect(await get(there.login)).toEqual(there);
  });

  it('rule 2.8: mode=rows applies the good rows and reports the rest', async () => {
    const [there, added] = [await createUser(api, fresh()), fresh()];
    const file = `login,company\n${added},A\nnot a login,A\n${there.login},A\n`;
    const job = await importFile(api(), file, { mode: 'rows' });
    expect(job).toMatchObject({
      state: 'succeeded',
      detail: 'All rows are applied but 1.',
      result: { applied: 'some', create: 1, update: 1, refused: 1 },
      problems: [{ row: 2, code: 'invalid-login' }],
    });
    expect(await get(added)).toMatchObject({ company: 'A' });
    expect(await get(there.login)).toMatchObject({ company: 'A' });
    expect((await rowsOf(api(), job)).map(({ applied }) => applied)).toEqual([true, false, true]);
  });
});

describe('an import that is cancelled', () => {
  const file = (tag: string) =>
    lines(...Array.from({ length: 16_000 }, (_, at) => ({ login: `${tag}-${at}` })));
  const stored = async (tag: string) =>
    (await query('SELECT count(*)::int AS count FROM users WHERE login LIKE $1', [`${tag}-%`])).rows[0]
      .count as number;
  const cancel = (id: string) => api().request().post(`/v1/jobs/${id}/cancel`).expect(202);

  it('rule 2.8: with mode=rows leaves the rows up to the one that it names, and no others', async () => {
    const tag = fresh();
    const { body } = await post(file(tag), { mode: 'rows' }, ndjson).expect(202);
    await until('some rows are applied', async () => {
      const { rows } = await query('SELECT FROM imports WHERE id = $1 AND applied_through > 0', [body.id]);
      return rows.length === 1;
    });
    await cancel(body.id as string);
    const job = await jobOver(api(), body.id as string);
    expect(job).toMatchObject({ state: 'cancelled', result: { applied: 'some' } });
    const [, through] = /^Cancelled\. Rows 1 to (\d+) of 16000 are done, the rest is as it was\.$/.exec(
      job.detail!,
    )!;
    expect(await stored(tag)).toBe(Number(through));
    expect(job.result).toMatchObject({ create: Number(through) });
    const edge = await rowsOf(api(), job, { cursor: cursorBehind(Number(through) - 1), limit: 2 });
    expect(edge.map(({ applied }) => applied)).toEqual([true, false]);
  });

  it('rule 2.8: leaves nothing of all rows', async () => {
    const tag = fresh();
    const { body } = await post(file(tag), {}, ndjson).expect(202);
    await until('rows are being applied', async () => {
      const { body: job } = await api().request().get(`/v1/jobs/${body.id}`);
      return job.phase === 'applying' && job.done > 0;
    });
    await cancel(body.id as string);
    expect(await jobOver(api(), body.id as string)).toMatchObject({
      state: 'cancelled',
      detail: 'Cancelled. Nothing was applied.',
      result: { applied: 'nothing' },
    });
    expect(await stored(tag)).toBe(0);
  });

  const cursorBehind = (row: number) =>
    Buffer.from(JSON.stringify(['row', String(row)])).toString('base64url');
});

describe('202 with Idempotency-Key', () => {
  const postWith = (key: string, file: string) => post(file, { dryRun: true }).set('Idempotency-Key', key);

  it('gives the same file the same job, and keeps it once', async () => {
    const file = `login\n${fresh()}\n`;
    const [first, second] = [await postWith('import', file), await postWith('import', file)];
    expect([first.status, second.status]).toEqual([202, 202]);
    expect(second.text).toBe(first.text);
    await jobOver(api(), first.body.id as string);
    const { rows } = await query('SELECT DISTINCT import_id FROM import_rows WHERE login = $1', [
      file.split('\n')[1],
    ]);
    expect(rows).toEqual([{ import_id: first.body.id }]);
    expectProblem(await postWith('import', `${file}more\n`), 'idempotency-key-reused');
  });
});

describe('400', () => {
  it.each([
    ['no UTF-8', Buffer.from([...Buffer.from('login\n'), 0xff, 0xfe]), 'The file is not in UTF-8.'],
    ['half a character', Buffer.from('login\nж').subarray(0, 7), 'The file is not in UTF-8.'],
    ['a NUL character', 'login\na\0b\n', 'The file has a NUL character in it.'],
    ['a column that is not known', 'login,nickname\n', 'These are not columns of an import: "nickname".'],
    ['a column twice', 'login,email,email\n', 'The column "email" is there twice.'],
    ['no login', 'displayName\n', 'The column "login" is missing.'],
    ['an open quotation mark', 'login\n"a\n', /is no CSV/],
    ['a stray quotation mark', 'login\na"b\n', /is no CSV/],
    ['a row that is too long', `login,company\na,"${'x'.repeat(70_000)}"\n`, /more than 65536 characters/],
    ['a first line that is too long', 'x'.repeat(70_000), /more than 65536 characters/],
  ])('refuses a file of CSV with %s, and keeps nothing of it', async (_, file, detail) => {
    const response = await post(file);
    expectProblem(response, 'malformed-import');
    expect(response.body.detail).toMatch(detail);
    await kept();
  });

  it('refuses a line of NDJSON that is too long', async () => {
    expectProblem(await post(`{"login":"${'x'.repeat(70_000)}"}\n`, {}, ndjson), 'malformed-import');
    expectProblem(await post('x'.repeat(70_000), {}, ndjson), 'malformed-import');
    await kept();
  });

  it('refuses an odd mode, and parameters that are not known', async () => {
    expectProblem(await post('login\n', { mode: 'some' }), 'malformed-request', 'mode');
    expectProblem(await post('login\n', { dryrun: true }), 'unknown-query-parameter', 'dryrun');
  });

  it('says that the file is empty', async () => {
    const response = await post('\n');
    expect(response.body.detail).toMatch(/empty/);
    expectProblem(response, 'malformed-import');
  });

  /** Whatever was read before the fault is gone. */
  async function kept(): Promise<void> {
    const { rows } = await query(`SELECT FROM imports WHERE NOT is_read`);
    expect(rows).toEqual([]);
    const orphans = await query('SELECT FROM import_rows WHERE import_id NOT IN (SELECT id FROM imports)');
    expect(orphans.rows).toEqual([]);
  }
});

describe('a client that leaves', () => {
  const unread = async () => (await query('SELECT FROM imports WHERE NOT is_read')).rows.length;

  /** Begins a file that it will not end; resolves when it is being read. */
  async function begin() {
    const { hostname, port } = new URL(api().url);
    const socket = connect(Number(port), hostname);
    socket.write(
      [
        'POST /v1/imports/users HTTP/1.1',
        `Host: ${hostname}`,
        `Authorization: Bearer ${api().key}`,
        'Content-Type: text/csv',
        'Content-Length: 100000',
        '',
        'login\nleaving\n',
      ].join('\r\n'),
    );
    await until('the file is being read', async () => (await unread()) === 1);
    return socket;
  }

  it('leaves nothing behind', async () => {
    (await begin()).destroy();
    await until('nothing is left', async () => (await unread()) === 0);
    expect(await isThere('leaving')).toBe(false);
  });

  it('harms nobody when it does so before the first row is read', async () => {
    const holder = await api().assembly.db.pool.connect();
    await holder.query('BEGIN; LOCK TABLE password_policies');
    const connected = once(api().server, 'connection') as Promise<[Socket]>;
    const socket = await begin();
    const [there] = await connected;
    socket.destroy();
    await until('the service notices', () => there.destroyed);
    await holder.query('COMMIT');
    holder.release();
    await until('nothing is left', async () => (await unread()) === 0);
  });
});

describe('413', () => {
  it('refuses a file that says that it is too large', async () => {
    const { hostname, port } = new URL(api().url);
    const socket = connect(Number(port), hostname);
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.write(
      [
        'POST /v1/imports/users HTTP/1.1',
        `Host: ${hostname}`,
        `Authorization: Bearer ${api().key}`,
        'Content-Type: text/csv',
        `Content-Length: ${256 * 1024 * 1024 + 1}`,
        '',
        '',
      ].join('\r\n'),
    );
    await until('the answer is there', () => answer.includes('body-too-large'));
    socket.destroy();
  });
});

describe('415', () => {
  it.each(['application/json', 'text/plain', 'text/csv; charset=latin1'])(
    'does not take %s',
    async (type) => {
      expectProblem(await post('login\na\n', {}, type), 'unsupported-media-type');
    },
  );
});

describe('503', () => {
  it('reads two files at a time, and asks the next to come again', async () => {
    const slow = [1, 2].map(() => {
      const request = api().request().post('/v1/imports/users').query({ dryRun: true }).type(csv);
      request.write('login\n');
      return request;
    });
    await until('both are being read', async () => {
      return (await query('SELECT FROM imports WHERE NOT is_read')).rows.length === 2;
    });
    const third = await post('login\n', { dryRun: true });
    expectProblem(third, 'overloaded');
    expect(third.headers['retry-after']).toBe('1');
    for (const request of slow) expect((await request).status).toBe(202);
    await post('login\n', { dryRun: true }).expect(202);
  });
});

describe('rule 2.14: a deleted user', () => {
  it('is in no file that is kept', async () => {
    const [one, other] = [fresh(), fresh()];
    const job = await importFile(api(), `login,company\n${one},Canary\n${other},B\n`);
    await api().request().delete(`/v1/users/${one}`).expect(204);
    expect((await rowsOf(api(), job)).map(({ login }) => login)).toEqual([other]);
    expect((await query('SELECT FROM import_rows WHERE company = $1', ['Canary'])).rows).toEqual([]);
  });
});

describe('an import and somebody who creates users meanwhile', () => {
  beforeAll(async () => {
    await createUser(api, 'parallel');
  });

  it('rule 1.3: leave one owner for each login', async () => {
    const logins = Array.from({ length: 300 }, (_, at) => `both-${at}`);
    const file = lines(...logins.map((login) => ({ login, company: 'Import' })));
    const importing = importFile(api(), file, { mode: 'rows' }, ndjson);
    const agent = api().request();
    const statuses: number[] = [];
    for (const login of [...logins].reverse()) {
      statuses.push((await agent.post('/v1/users').send({ login, company: 'Post' })).status);
    }
    expect((await importing).state).toBe('succeeded');
    const { rows } = await query(`SELECT count(*)::int AS count, count(DISTINCT login_key)::int AS keys
      FROM users WHERE login LIKE 'both-%'`);
    expect(rows[0]).toEqual({ count: 300, keys: 300 });
    expect(new Set(statuses)).toEqual(new Set([201, 409].filter((status) => statuses.includes(status))));
  });
});

describeRefusedCallers(api, (agent) => agent.post('/v1/imports/users').type(csv).send('login\n'), [
  'users:write',
]);
