/** An import takes of a field what POST takes, and nothing else: whatever the value, for every field there is (rule 2.8). */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { csvColumns, importFields } from '../../src/imports/import-fields.js';
import type { ImportedRow } from '../../src/imports/imports.schema.js';
import { lines, ndjson, importFile, rowsOf } from '../support/imports.js';
import { openApi } from '../support/openapi.js';
import { startTestService, type TestService } from '../support/service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

const texts = [
  '',
  ' ',
  'x',
  'x'.repeat(64),
  'x'.repeat(65),
  'x'.repeat(200),
  'x'.repeat(201),
  'x'.repeat(255),
];
const addresses = ['@', 'a@b', 'a@b@c', ' a@b', 'a b@c', `${'x'.repeat(250)}@b`, `${'x'.repeat(252)}@b`];
const others = [null, true, false, 0, 1, 1.5, -1, 10_000_000, 10_000_001, {}, { mobile: ['1'] }];
const lists = [[], ['1'], [''], ['x'.repeat(65)], [1], [null], Array(20).fill('1'), Array(21).fill('1')];
const values: unknown[] = [...texts, ...addresses, ...others, ...lists];

interface Case {
  body: Record<string, unknown>;
  what: string;
}

const kinds = ['mobile', 'work', 'home', 'other'];
const plain = ['displayName', 'active', 'email', 'firstName', 'middleName', 'lastName', 'company', 'branch'];
const more = ['department', 'jobTitle', 'manager', 'address', 'sipNumber', 'groups', 'phones', 'password'];
const cases: Case[] = [
  ...[...plain, ...more].flatMap((name) => values.map((value) => ({ [name]: value }))),
  ...kinds.flatMap((kind) => values.map((value) => ({ phones: { [kind]: value } }))),
].map((fields, at) => ({
  body: { login: `same-${at}`, ...fields },
  what: JSON.stringify(fields).slice(0, 80),
}));
const logins: Case[] = [...values, 'Анна', 'annа', '.', '..', 'a.b', 'a/b', 'ﬁ', 'é', '\u200b'].map(
  (login) => ({
    body: { login },
    what: JSON.stringify(login)?.slice(0, 80),
  }),
);

it('tries every field that a new user has', () => {
  const { NewUser } = openApi.components.schemas as { NewUser: { properties: object } };
  const tried = ['login', 'phones', ...plain, ...more];
  expect(Object.keys(NewUser.properties).filter((name) => !tried.includes(name))).toEqual([]);
});

it('has a column for every field that a new user has', () => {
  const { NewUser } = openApi.components.schemas as { NewUser: { properties: object } };
  const known = new Set(['login', 'groups', 'password', ...importFields.map(({ path }) => path[0])]);
  expect(Object.keys(NewUser.properties).filter((name) => !known.has(name))).toEqual([]);
  expect(csvColumns).toHaveLength(importFields.length + 4);
});

it('rule 2.8: refuses what POST refuses, and takes what POST takes', async () => {
  const all = [...cases, ...logins];
  const job = await importFile(service, lines(...all.map(({ body }) => body)), { dryRun: true }, ndjson);
  const rows: ImportedRow[] = [];
  const cursorBehind = (row: number) =>
    Buffer.from(JSON.stringify(['row', String(row)])).toString('base64url');
  while (rows.length < all.length) {
    const page = await rowsOf(service, job, { cursor: cursorBehind(rows.length) });
    if (page.length === 0) break;
    rows.push(...page);
  }
  expect(rows).toHaveLength(all.length);
  const differences: string[] = [];
  for (const [at, { body, what }] of all.entries()) {
    const { status } = await service.request().post('/v1/users').send(body);
    const isTaken = rows[at]!.outcome !== 'refused';
    if (isTaken !== (status === 201))
      differences.push(`${what}: POST ${status}, import ${JSON.stringify(rows[at])}`);
  }
  expect(differences).toEqual([]);
  expect(rows.filter(({ outcome }) => outcome === 'create').length).toBeGreaterThan(100);
  expect(rows.filter(({ outcome }) => outcome === 'refused').length).toBeGreaterThan(300);
}, 120_000);

it('reads the same rows from both formats', async () => {
  const csv = 'login,active,workPhones,groups,incomingKbps,email\na,TRUE,1|2,,7,\n';
  const json = lines({
    login: 'a',
    active: true,
    phones: { work: ['1', '2'] },
    groups: [],
    incomingKbps: 7,
    email: null,
  });
  const one = await rowsOf(service, await importFile(service, csv, { dryRun: true }));
  const other = await rowsOf(service, await importFile(service, json, { dryRun: true }, ndjson));
  const known = { user: null };
  expect(one.map((row) => ({ ...row, ...known }))).toEqual(other.map((row) => ({ ...row, ...known })));
});
