import { beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { expectProblem, createUser, describeRefusedCallers, useService } from '../api.js';

const api = useService();
const ask = (query = '') => api().request().get(`/v1/exports/users${query}`);

const header =
  'callId;login;displayName;firstName;middleName;lastName;email;company;branch;department;jobTitle;manager;address;' +
  'mobilePhones;workPhones;homePhones;otherPhones;sipNumber;active';

type Row = Record<string, string>;

async function rowsByLogin(): Promise<Map<string, Row>> {
  const { text } = await ask().expect(200);
  const rows = parse<Row>(text, { columns: true, delimiter: ';', record_delimiter: '\r\n' });
  return new Map(rows.map((row) => [row['login']!, row]));
}

beforeAll(async () => {
  await createUser(api, 'alice', {
    displayName: 'Alice "Al" Smith',
    firstName: 'Alice',
    middleName: 'M.',
    lastName: 'Smith',
    email: 'alice@corp.example',
    company: 'Corp; Example',
    branch: 'North',
    department: 'Support',
    jobTitle: 'Engineer',
    manager: 'Bob',
    address: '1 Main Street\nSpringfield',
    phones: {
      mobile: ['+49 151 1234567'],
      work: ['+49 30 1234', '(030) 5'],
      home: ['030/12-34'],
      other: ['0800 1'],
    },
    sipNumber: '100',
  });
  await createUser(api, 'семён', { displayName: 'Семён Йорданов', active: false });
  await createUser(api, 'mallory', {
    displayName: "=cmd|' /C calc'!A0",
    firstName: '  @SUM(A1)',
    lastName: '＋1',
    email: '=1@corp.example',
    company: 'x,=1+1',
    department: '-2+3',
    jobTitle: '\t=1',
    phones: { mobile: ['+49 30 1', '=1'], work: ['+1-2'], home: ['-5'] },
  });
  await createUser(api, '-2');
});

describe('200', () => {
  it('rule 2.7: is a file in UTF-8 with a header, `;` between cells and CRLF at the end of lines', async () => {
    const { text, headers } = await ask().expect(200);
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(headers['content-disposition']).toBe(
      `attachment; filename="users.csv"; filename*=UTF-8''users.csv`,
    );
    expect(headers['cache-control']).toBe('no-store');
    expect(text.startsWith(`${header}\r\n`)).toBe(true);
    expect(text.endsWith('\r\n')).toBe(true);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  it('rule 2.7: holds every field, phones of a kind in one cell', async () => {
    const rows = await rowsByLogin();
    expect(rows.size).toBe(4);
    expect(rows.get('alice')).toEqual({
      ...{ callId: 'alice@corp.example', login: 'alice', displayName: 'Alice "Al" Smith' },
      ...{ firstName: 'Alice', middleName: 'M.', lastName: 'Smith', email: 'alice@corp.example' },
      ...{ company: 'Corp; Example', branch: 'North', department: 'Support', jobTitle: 'Engineer' },
      ...{ manager: 'Bob', address: '1 Main Street\r\nSpringfield', mobilePhones: '+49 151 1234567' },
      ...{ workPhones: '+49 30 1234, (030) 5', homePhones: '030/12-34', otherPhones: '0800 1' },
      ...{ sipNumber: '#sip:100', active: 'true' },
    });
    expect(rows.get('семён')).toMatchObject({
      callId: 'семён@corp.example',
      displayName: 'Семён Йорданов',
      email: '',
      mobilePhones: '',
      active: 'false',
    });
  });

  it('rule 2.7: has no cell that a spreadsheet would run', async () => {
    const rows = await rowsByLogin();
    expect(rows.get('mallory')).toMatchObject({
      callId: 'mallory@corp.example',
      displayName: `'=cmd|' /C calc'!A0`,
      firstName: `'  @SUM(A1)`,
      lastName: `'＋1`,
      email: `'=1@corp.example`,
      company: `x,'=1+1`,
      department: `'-2+3`,
      mobilePhones: `+49 30 1,' =1`,
      workPhones: '+1-2',
      homePhones: `'-5`,
    });
    expect(rows.get('mallory')!['jobTitle']).toMatch(/^'\t'?=1$/);
    expect(rows.get(`'-2`)).toMatchObject({ callId: `'-2@corp.example`, displayName: `'-2` });
  });

  it('begins with a byte order mark if one is asked for', async () => {
    const response = await fetch(`${api().url}/v1/exports/users?bom=true`, {
      headers: { Authorization: `Bearer ${api().key}` },
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(bytes.subarray(0, 9).toString('hex')).toBe(`efbbbf${Buffer.from('callId').toString('hex')}`);
    expect((await ask().expect(200)).text.startsWith('callId')).toBe(true);
  });

  it('rule 12.2: leaves a row of who took everybody along', async () => {
    const key = await api().keyWith('users:read');
    await api().request(key).get('/v1/exports/users').set('X-Request-Id', 'export-1').expect(200);
    const { body } = await api().request().get('/v1/audit?request=export-1').expect(200);
    expect(body.items).toHaveLength(1);
    expect(body.items[0]).toMatchObject({
      action: 'users.exported',
      actor: { kind: 'api-key', name: 'test users:read' },
      target: { kind: 'users', id: 'all' },
    });
  });

  it('answers HEAD like GET, and exports nothing for it', async () => {
    for (let time = 0; time < 5; time += 1) {
      const { headers } = await api()
        .request()
        .head('/v1/exports/users')
        .set('X-Request-Id', 'head-1')
        .expect(200);
      expect(headers['content-disposition']).toContain('users.csv');
    }
    const { body } = await api().request().get('/v1/audit?request=head-1').expect(200);
    expect(body.items).toEqual([]);
    await ask().expect(200);
  });
});

/** Starts an export and stops to read. */
async function hangingExport(path = '/v1/exports/users'): Promise<IncomingMessage> {
  const headers = { Authorization: `Bearer ${api().key}` };
  const request = get(`${api().url}${path}`, { agent: false, headers });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.pause();
  return response;
}

async function exportsInDatabase(): Promise<number> {
  const { rows } = await api().assembly.db.pool.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM pg_stat_activity
     WHERE datname = current_database() AND query LIKE 'COPY%' AND state = 'active'`,
  );
  return rows[0]!.count;
}

async function until(claim: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 5000; !(await claim()) && Date.now() < deadline;) await delay(20);
  expect(await claim()).toBe(true);
}

describe('of many', () => {
  beforeAll(async () => {
    // More than the sockets between us and the database hold.
    await api().assembly.db.pool.query(`
      INSERT INTO users (id, login, login_key, login_skeleton, login_script, display_name, address, search_text)
      SELECT gen_random_uuid(), 'many' || u, 'many' || u, 'many' || u, 'latin', 'Many', repeat('street ', 28), ''
      FROM generate_series(1, 200000) u`);
  });

  it('comes whole', async () => {
    const { text } = await ask().expect(200);
    expect(text.match(/;(true|false)\r\n/g)).toHaveLength(200_004);
  }, 60_000);

  it('is read no faster than it is taken, and others are served meanwhile', async () => {
    const response = await hangingExport();
    await delay(500);
    // It would be over by now, were it not waiting for its reader.
    expect(await exportsInDatabase()).toBe(1);
    await api().request().get('/v1/users/alice').expect(200);
    response.destroy();
    await until(async () => (await exportsInDatabase()) === 0);
  });

  it('is cut off in the middle when the database ends it, and never looks whole', async () => {
    const response = await hangingExport();
    await delay(100);
    await api().assembly.db.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'COPY%'`,
    );
    response.resume();
    await expect(once(response, 'end')).rejects.toThrow('aborted');
    expect(response.complete).toBe(false);
    await ask().expect(200);
  }, 60_000);

  describe('503', () => {
    it('is refused while two are under way, and taken again when one has ended', async () => {
      const running = [await hangingExport(), await hangingExport()];
      const refused = await ask();
      expectProblem(refused, 'overloaded');
      expect(refused.headers['retry-after']).toBe('1');
      running[0]!.destroy();
      await until(async () => (await exportsInDatabase()) < 2);
      const response = await hangingExport();
      expect(response.statusCode).toBe(200);
      for (const one of [...running, response]) one.destroy();
      await until(async () => (await exportsInDatabase()) === 0);
    });
  });
});

describe('400', () => {
  it.each([
    ['?bom=perhaps', 'malformed-request'],
    ['?q=a', 'unknown-query-parameter'],
  ] as const)('refuses %s', async (query, code) => {
    expectProblem(await ask(query), code);
  });
});

describeRefusedCallers(api, (agent) => agent.get('/v1/exports/users'), ['users:read']);
