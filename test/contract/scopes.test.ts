/**
 * Who may ask what, for every operation of the document: nobody without credentials, nobody with every scope but those
 * that it names, and whoever has just these. What is refused changes nothing, as the rows of the database prove.
 */
import { describe, expect, it } from '@jest/globals';
import { allScopes, type Scope } from '../../src/core/scopes.js';
import { expectProblem, useService } from '../api/api.js';
import { operations, type DocumentedOperation } from '../support/openapi.js';
import { send, successfulRequests, type Example } from './successful-requests.js';

const api = useService();
const examples = successfulRequests(api);

const ownKeys = ` WHERE name NOT LIKE 'test %'`;

/** Everything that is stored, apart from the audit log, which keeps the refusal, and the keys of this test. */
async function stored(): Promise<string> {
  const { pool } = api().assembly.db;
  const known = await pool.query<{ name: string }>(`
    SELECT table_name AS name FROM information_schema.tables
    WHERE table_schema = current_schema() AND table_name NOT IN ('audit_events', '_prisma_migrations')`);
  const tables = known.rows.map(({ name }) => `${name}${name === 'api_keys' ? ownKeys : ''}`);
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
      const key = example.bearer ?? (await api().keyWith(...needed, ...carried(example)));
      const { status } = await send(api().request(key), operation, example);
      expect(Object.keys(operation.responses).filter((code) => code.startsWith('2'))).toContain(
        String(status),
      );
    });
  },
);

/** Nobody gives more than they hold, so whoever gives `rights:read` has it. */
function carried({ body }: Example): Scope[] {
  return typeof body === 'object' && 'scopes' in body ? (body.scopes as Scope[]) : [];
}

it('every operation that names scopes has its example here, and no other', () => {
  expect(Object.keys(examples).sort()).toEqual(guarded.map(({ operationId }) => operationId).sort());
});
