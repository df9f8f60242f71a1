/** What the tests of calls and conferences share. */
import type { CallRecord, CallResult } from '../../../src/calls/calls.schema.js';
import type { UserConference } from '../../../src/calls/conferences.schema.js';
import type { Api } from '../api.js';

/** At so many seconds after a moment in the past. */
export const at = (seconds: number): string =>
  new Date(Date.parse('2026-09-01T08:00:00Z') + seconds * 1000).toISOString();

export async function reportCalls(api: Api, items: object[], key?: string): Promise<CallResult[]> {
  const { body } = await api().request(key).post('/v1/calls').send({ items }).expect(200);
  return body.items as CallResult[];
}

export async function callsOf(api: Api, user: string, query: object = {}): Promise<CallRecord[]> {
  const { body } = await api()
    .request()
    .get(`/v1/users/${user}/calls`)
    .query({ limit: 500, ...query })
    .expect(200);
  return body.items as CallRecord[];
}

export async function conferencesOf(api: Api, user: string, query: object = {}): Promise<UserConference[]> {
  const { body } = await api()
    .request()
    .get(`/v1/users/${user}/conferences`)
    .query({ limit: 500, ...query })
    .expect(200);
  return body.items as UserConference[];
}

export async function putConference(api: Api, id: string, fields: object = {}) {
  const body = { name: id, kind: 'virtualRoom', ...fields };
  return api()
    .request()
    .put(`/v1/conferences/${encodeURIComponent(id)}`)
    .send(body);
}

export async function countRows(api: Api, table: string, where = 'TRUE'): Promise<number> {
  const { rows } = await api().assembly.db.pool.query(`SELECT count(*)::int FROM ${table} WHERE ${where}`);
  return rows[0].count as number;
}
