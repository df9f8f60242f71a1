/**
 * Who may ask what, for every operation of the document: nobody without credentials, nobody with every scope but those
 * that it names, and whoever has just these. What is refused changes nothing, as the rows of the database prove.
 */
import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Response } from 'supertest';
import { allScopes, type Scope } from '../../src/core/scopes.js';
import { createGroup, createUser, expectProblem, join, useService, type Agent } from '../api/api.js';
import { operations, type DocumentedOperation } from '../support/openapi.js';

const api = useService();

interface Example {
  path: Record<string, string>;
  query?: object;
  body?: object;
}

/** A request that succeeds, on things of its own. */
type Prepare = () => Promise<Example> | Example;

const fresh = () => `x${randomUUID().slice(0, 8)}`;
const user = async () => ({ path: { user: (await createUser(api, fresh())).login } });
const group = async () => ({ path: { group: (await createGroup(api, fresh())).id } });
const nothing = () => ({ path: {} });
const noLimits = { incomingKbps: 1, outgoingKbps: null };
const credential = { name: 'matrix', scopes: ['rights:read'] };
const withBody = (prepare: Prepare, body: object) => async () => ({ ...(await prepare()), body });

async function membership() {
  const [person, team] = [await createUser(api, fresh()), await createGroup(api, fresh())];
  await join(api, team, person);
  return { path: { group: team.id, user: person.login } };
}

async function created(path: string): Promise<string> {
  return (await api().request().post(path).send(credential).expect(201)).body.id as string;
}

async function trustedSubnet(): Promise<Example> {
  const subnet = `10.${Math.floor(Math.random() * 255)}.0.0/16`;
  await api().request().post('/v1/zones/trusted/subnets').send({ subnet });
  return { path: { subnet } };
}

const examples: Record<string, Prepare> = {
  listUsers: nothing,
  createUser: () => ({ path: {}, body: { login: fresh() } }),
  getUser: user,
  updateUser: withBody(user, { company: 'Changed' }),
  deleteUser: user,
  getPersonalRights: user,
  updatePersonalRights: withBody(user, { rights: { operator: 'grant' } }),
  getUserApplicationSettings: user,
  replaceUserApplicationSettings: withBody(user, noLimits),
  getUserGroups: user,
  replaceUserGroups: async () => ({ ...(await user()), body: { groups: [(await group()).path.group] } }),
  getUserEffectiveRights: user,
  listGroups: nothing,
  createGroup: () => ({ path: {}, body: { name: fresh() } }),
  deleteGroups: async () => ({ path: {}, body: { groups: [(await group()).path.group] } }),
  getGroup: group,
  updateGroup: async () => ({ ...(await group()), body: { name: fresh() } }),
  deleteGroup: group,
  getGroupRights: group,
  updateGroupRights: withBody(group, { rights: { operator: true } }),
  getGroupApplicationSettings: group,
  replaceGroupApplicationSettings: withBody(group, noLimits),
  listMembers: group,
  addMembers: async () => ({ ...(await group()), body: { users: [(await user()).path.user] } }),
  removeMember: membership,
  listZones: nothing,
  getZone: () => ({ path: { zone: 'external' } }),
  updateZone: () => ({ path: { zone: 'external' }, body: { name: fresh() } }),
  locateAddress: () => ({ path: {}, query: { ip: '10.0.0.1' } }),
  addTrustedSubnet: () => ({ path: {}, body: { subnet: '192.0.2.0/24' } }),
  removeTrustedSubnet: trustedSubnet,
  listRights: nothing,
  getEffectiveRights: () => ({ path: {}, query: { subject: 'nobody' } }),
  getEffectiveRightsBatch: () => ({ path: {}, body: { subjects: [{ kind: 'guest' }] } }),
  listAuditEvents: nothing,
  listApiKeys: nothing,
  createApiKey: () => ({ path: {}, body: { name: 'matrix', scopes: ['admin'] } }),
  deleteApiKey: async () => ({ path: { apiKey: await created('/v1/api-keys') } }),
  listServiceAccounts: nothing,
  createServiceAccount: () => ({ path: {}, body: { name: 'matrix', scopes: ['admin'] } }),
  deleteServiceAccount: async () => ({ path: { serviceAccount: await created('/v1/service-accounts') } }),
  listSigningKeys: nothing,
  rotateSigningKeys: () => ({ path: {}, body: {} }),
  getMetrics: nothing,
};

async function send(
  agent: Agent,
  { method, path }: DocumentedOperation,
  example: Example,
): Promise<Response> {
  const url = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(example.path[name]!));
  const test = agent[method as 'get'](url).query(example.query ?? {});
  return example.body === undefined ? await test : await test.send(example.body);
}

/** Everything that is stored, apart from the audit log, which keeps the refusal, and the keys of this test. */
async function stored(): Promise<string> {
  const tables = [
    'users',
    'names',
    'groups',
    'memberships',
    'zones',
    'trusted_subnets',
    'service_accounts',
    'signing_keys',
    'once_answers',
    `api_keys WHERE name NOT LIKE 'test %'`,
    'epochs',
  ];
  const { pool } = api().assembly.db;
  const rows = tables.map(async (table) => {
    const found = await pool.query(`SELECT t::text AS row FROM (SELECT * FROM ${table}) t ORDER BY 1`);
    return found.rows.map(({ row }) => row as string).join('\n');
  });
  return (await Promise.all(rows)).join('\n');
}

const guarded = operations.filter(({ security }) => (security ?? []).length > 0);
const scopesOf = ({ security }: DocumentedOperation) => security[0]!['oauth2'] as Scope[];

describe.each(guarded.map((operation) => [operation.operationId, operation] as const))(
  '%s',
  (name, operation) => {
    const needed = scopesOf(operation);

    it('refuses a request without credentials: 401, and nothing has changed', async () => {
      const example = await examples[name]!();
      const before = await stored();
      expectProblem(await send(api().request(null), operation, example), 'unauthenticated');
      expect(await stored()).toBe(before);
    });

    it(`refuses a caller with every scope but ${needed.join(', ')}: 403, and nothing has changed`, async () => {
      const example = await examples[name]!();
      for (const missing of needed) {
        const key = await api().keyWith(...allScopes.filter((scope) => scope !== missing));
        const before = await stored();
        expectProblem(await send(api().request(key), operation, example), 'insufficient-scope');
        expect(await stored()).toBe(before);
      }
    });

    it(`lets a caller through who has ${needed.join(', ')}`, async () => {
      const example = await examples[name]!();
      const key = await api().keyWith(...needed, ...carried(example));
      const { status } = await send(api().request(key), operation, example);
      expect(Object.keys(operation.responses).filter((code) => code.startsWith('2'))).toContain(
        String(status),
      );
    });
  },
);

/** Nobody gives more than they hold, so whoever gives `rights:read` has it. */
function carried({ body }: Example): Scope[] {
  return body !== undefined && 'scopes' in body ? (body.scopes as Scope[]) : [];
}

it('every operation that names scopes has its example here, and no other', () => {
  expect(Object.keys(examples).sort()).toEqual(guarded.map(({ operationId }) => operationId).sort());
});
