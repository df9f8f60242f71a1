/** The examples, run by the shell against a running service: on a database of their own, in one order. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { startRunningService, type RunningService } from './running-service.js';

const provision = 'examples/provision.sh';
const scripts = readdirSync('examples').filter((name) => name.endsWith('.sh'));

let database: TestDatabase;
let service: RunningService;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'foyer-tables-'));
  database = await createTestDatabase();
  service = await startRunningService({
    DATABASE_URL: database.url,
    FOYER_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    FOYER_SERVER_NAME: 'corp_server.com',
  });
}, 120_000);

afterAll(async () => {
  await service?.stop();
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
}, 30_000);

interface AuditList {
  total: number;
  items: { id: string }[];
}

interface Zone {
  id: string;
  name: string;
  rights: Record<string, boolean>;
}

interface Answer {
  subject: { callId: string | null };
}

async function ask<Answer>(path: string, body?: object): Promise<Answer> {
  const headers = { Authorization: `Bearer ${service.key}`, 'Content-Type': 'application/json' };
  const asked = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const response = await fetch(`${service.url}${path}`, { headers, ...asked });
  return (await response.json()) as Answer;
}

async function newestChange(): Promise<{ total: number; id: string }> {
  const { total, items } = await ask<AuditList>('/v1/audit?total=true&limit=1');
  return { total, id: items[0]!.id };
}

/** A copy of the organisation's tables in which one text is another. */
function tablesWith(file: string, text: string, instead: string): string {
  const copy = mkdtempSync(join(folder, 'tables-'));
  cpSync('examples/organisation', copy, { recursive: true });
  const content = readFileSync(join(copy, file), 'utf8');
  expect(content).toContain(text);
  writeFileSync(join(copy, file), content.replace(text, instead));
  return copy;
}

/** What the line says that begins with these words, with the columns taken together. */
function line(out: string, start: string): string {
  const lines = out.split('\n').map((one) => one.replace(/ +/g, ' '));
  return lines.find((one) => one.startsWith(start)) ?? `no line begins with ${start}`;
}

test.each(scripts)('%s is plain POSIX shell', (name) => {
  execFileSync('sh', ['-n', `examples/${name}`]);
  expect(readFileSync(`examples/${name}`, 'utf8')).not.toMatch(
    /\[\[|\blocal\b|\bjq\b|pipefail|<<<|\bfunction\b/,
  );
});

describe('provision.sh', () => {
  test('brings in the whole company', async () => {
    const { code, out, error } = await service.run(provision);
    expect(error).toBe('');
    expect(code).toBe(0);
    expect(out).toMatch(/^ +2 zones\n +19 groups\n +312 people\n +4 personal rights\n +\d{3} changes\n$/);
  }, 120_000);

  test('names both zones and says which rights each allows (rules 7.1, 7.3)', async () => {
    const { items } = await ask<{ items: Zone[] }>('/v1/zones');
    const zones = items.map(({ id, name, rights }) => ({ id, name, recording: rights['recording'] }));
    expect(zones.sort((one, other) => one.id.localeCompare(other.id))).toEqual([
      { id: 'external', name: 'Internet', recording: false },
      { id: 'trusted', name: 'Office', recording: true },
    ]);
  });

  test('brings in people who can be asked for all at once, in any order (rule 4.11)', async () => {
    const rows = readFileSync('examples/organisation/people.csv', 'utf8').trim().split('\n').slice(1);
    const logins = [...rows.map((row) => row.split(';')[0]!).sort(), 'nobody.here'].reverse();
    const subjects = logins.map((subject) => ({ subject }));
    const { items } = await ask<{ items: Answer[] }>('/v1/effective-rights/batch', { subjects });
    const expected = logins.map((login) => (login === 'nobody.here' ? null : `${login}@corp_server.com`));
    expect(items.map(({ subject }) => subject.callId)).toEqual(expected);
  });

  test('run again, changes nothing', async () => {
    const before = await newestChange();
    const { code, out } = await service.run(provision);
    expect(code).toBe(0);
    expect(out).toMatch(/ 0 changes\n$/);
    expect(await newestChange()).toEqual(before);
  }, 120_000);

  test('changes what the tables change, and no more', async () => {
    const before = await newestChange();
    const tables = tablesWith(
      'people.csv',
      'wolf;James;Wolf;Sales;Head of Region',
      'wolf;James;Wolf;Sales;Director',
    );
    const { out } = await service.run(provision, [tables]);
    expect(out).toMatch(/ 1 changes\n$/);
    expect((await newestChange()).total).toBe(before.total + 1);
    await service.run(provision);
  }, 120_000);

  test.each([
    ['people.csv', 'Sales\n', 'Slaes\n', 'which groups.csv does not have'],
    ['groups.csv', 'Sales;4096;4096;x', 'Sales;4096;4096;y', 'has neither x nor -'],
    ['groups.csv', 'guests;512;512;-', 'guests;512;512;x', 'Not grantable to this group: addressBookEditing'],
    ['zones.csv', '10.20.0.0/16', '10.20.0.1/16', '10.20.0.0/16'],
  ])(
    'says what is wrong in %s: %j written %j',
    async (file, text, instead, message) => {
      const { code, error } = await service.run(provision, [tablesWith(file, text, instead)]);
      expect(code).toBe(1);
      expect(error).toContain(message);
    },
    120_000,
  );
});

describe('who-may-what.sh', () => {
  let out: string;
  beforeAll(async () => {
    const outcome = await service.run('examples/who-may-what.sh');
    expect(outcome.error).toBe('');
    out = outcome.out;
  }, 60_000);

  test('counts everybody in both zones', () => {
    expect(line(out, 'Of ')).toBe('Of 312 people, so many may');
    expect(line(out, 'recording')).toMatch(/^recording [1-9]\d* 0$/);
    expect(line(out, 'pointToPointCalls')).toBe('pointToPointCalls 307 307');
  });

  test.each([
    ['from the office', 'wolf 10.20.3.4 recording', 'yes granted by Sales'],
    ['from the office by IPv6', 'wolf 2001:db8:7:1::25 recording', 'yes granted by Sales'],
    ['denied by the zone', 'wolf 203.0.113.80 recording', 'no granted by Sales; not allowed in Internet'],
    ['in several groups', 'karim.demir 10.20.3.6 operator', 'yes granted by Operators, Trainers'],
    ['denied personally', 'ben.taylor 10.20.3.7 fileSending', 'no granted by Operators; denied personally'],
    [
      'granted personally',
      'lena.koch 192.0.2.14 surveys',
      'yes granted by none of the groups; granted personally',
    ],
    ['in no group', 'noah.klein 10.20.3.10 recording', 'no not granted by Users without group'],
    [
      'lacking what it needs',
      'paula.silva 10.20.3.8 transcriptsFull',
      'no granted by Works Council; needs transcripts',
    ],
    ['with a Cyrillic login', 'анна.петрова 10.20.3.9 transcriptsRecording', 'yes granted by Legal'],
    ['inactive', 'stefan.braun 10.20.3.11 pointToPointCalls', 'no the account is inactive'],
    ['a guest', 'guest external screenSharing', 'yes granted by Guest users'],
    ['unknown', 'nobody.here external pointToPointCalls', 'no nobody is called that'],
    [
      'of another server',
      'moore@guest_server.com external pointToPointCalls',
      'no granted by Federated users; nothing from the home server: federation-off',
    ],
  ])('answers somebody %s', (_who, start, answer) => {
    expect(line(out, start)).toBe(`${start} ${answer}`);
  });

  test('keeps its columns under their headings, whatever the script', () => {
    const rows = out.split('\n').filter((row) => /(?: {2}[x.]){15}$/.test(row));
    expect(rows).toHaveLength(16);
    expect(new Set(rows.map((row) => row.length)).size).toBe(1);
  });
});

describe('two-servers.sh', () => {
  test('walks through corp_server.com and guest_server.com, and changes nothing that is there', async () => {
    const { code, out, error } = await service.run('examples/two-servers.sh');
    expect(error).toBe('');
    expect(code).toBe(0);
    expect(out).toContain(' 0 changes');
    expect(line(out, 'julia.andersson@corp_server.com trusted operator')).toContain(
      'yes granted by Operators',
    );
    expect(line(out, 'moore@guest_server.com external surveys')).toContain(
      'no not granted by Federated users',
    );
    expect(out).toMatch(/422: .*surveys/);
  }, 60_000);
});

describe('without what they need', () => {
  test.each([
    ['an address', { FOYER_URL: '' }, 'FOYER_URL: says where the service is'],
    ['a key', { FOYER_KEY: '' }, 'FOYER_KEY: is an API key'],
    ['a good key', { FOYER_KEY: 'foyer_0000000000000000000000000000000000' }, 'was refused with 401'],
    ['a service', { FOYER_URL: 'http://localhost:1' }, 'no answer from http://localhost:1'],
  ])('%s, the scripts say so', async (_what, environment, message) => {
    for (const script of [provision, 'examples/who-may-what.sh', 'examples/two-servers.sh']) {
      const { code, error } = await service.run(script, [], environment);
      expect(code).not.toBe(0);
      expect(error).toContain(message);
    }
  });
});
