/** Rule 12.2: every change is one row of the audit log with what was before and after, and what changes nothing is none. */
import { expect, describe, it } from '@jest/globals';
import { auditActions } from '../../src/audit/actions.js';
import type { AuditEvent } from '../../src/audit/audit.schema.js';
import { useService } from '../api/api.js';
import { operations } from '../support/openapi.js';
import { send, successfulRequests } from './successful-requests.js';

const api = useService();
const examples = successfulRequests(api);

/**
 * Rows of operations that ask in a body, of those that only read but let data out, of reports of what conferencing servers
 * have seen, and of an unlocking that finds nobody locked.
 */
const exceptions: Record<string, number> = {
  getEffectiveRightsBatch: 0,
  exportUsers: 1,
  exportGroup: 1,
  resolveCallString: 0,
  getDigestPassword: 1,
  reportCalls: 0,
  reportPresence: 0,
  unlockUser: 0,
};

/** What a second request of the same kind changes again, such as a password that nobody can compare. */
const alwaysChanges: readonly string[] = [
  'replaceUserPassword',
  'replaceAdministratorPassword',
  'replaceMyPassword',
];

const rowsOf = (name: string, method: string): number => exceptions[name] ?? (method === 'get' ? 0 : 1);

async function eventsOf(request: string): Promise<AuditEvent[]> {
  const { body } = await api().request().get('/v1/audit').query({ request, limit: 500 }).expect(200);
  return body.items as AuditEvent[];
}

const asked = operations.filter(({ security }) => (security ?? []).length > 0);

describe.each(asked.map((operation) => [operation.operationId, operation] as const))(
  '%s',
  (name, operation) => {
    const count = rowsOf(name, operation.method);

    it(`rule 12.2: writes ${count === 0 ? 'no row' : `${count} of one change`}`, async () => {
      const example = await examples[name]!();
      const id = `rows-${name}`;
      const agent = api().request(example.bearer).set('X-Request-Id', id);
      expect((await send(agent, operation, example)).status).toBeLessThan(300);
      const events = await eventsOf(id);
      expect(events).toHaveLength(count);
      for (const event of events) {
        expect(Object.keys(auditActions)).toContain(event.action);
        const kind = example.bearer === undefined ? 'api-key' : 'user';
        expect(event).toMatchObject({ channel: 'api', actor: { kind }, address: '127.0.0.1' });
        expect(event.before).not.toEqual(event.after ?? {});
      }
    });

    const isState = operation.method === 'put' || operation.method === 'patch';
    if (!isState || alwaysChanges.includes(name)) return;
    it('rule 12.2: writes no row when it changes nothing', async () => {
      const example = await examples[name]!();
      await send(api().request(example.bearer), operation, example);
      const id = `again-${name}`;
      const again = await send(api().request(example.bearer).set('X-Request-Id', id), operation, example);
      expect(again.status).toBeLessThan(300);
      expect(await eventsOf(id)).toEqual([]);
    });
  },
);

it('every exception is an operation that there is', () => {
  const names = asked.map(({ operationId }) => operationId);
  expect([...Object.keys(exceptions), ...alwaysChanges].filter((name) => !names.includes(name))).toEqual([]);
});
