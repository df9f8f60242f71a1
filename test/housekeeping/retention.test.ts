/** Everything that has a retention, in a whole service: what is older goes, what is younger stays. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startTestService, type TestService } from '../support/service.js';

let service: TestService;

beforeAll(async () => {
  service = await startTestService();
  await service.request().post('/v1/users').send({ login: 'anna' }).expect(201);
  // One of each for every day of the last hundred.
  await service.assembly.db.pool.query(`
    INSERT INTO audit_events (id, at, action, actor_kind, actor_name, target_kind, target_id, target_name, request_id)
    SELECT gen_random_uuid(), now() - day * interval '24 hours' - interval '1 hour', 'test', 'system', 'x', 'x', 'x', 'x', 'x'
    FROM generate_series(1, 100) day;
    INSERT INTO sessions (id, user_id, application_name, zone, method, automatic_sign_in, expires_at)
    SELECT gen_random_uuid(), id, 'Web', 'external', 'password', FALSE, now() - day * interval '24 hours' - interval '1 hour'
    FROM users CROSS JOIN generate_series(1, 100) day;
    INSERT INTO calls (id, reporter_id, session_id, started_at, ended_at)
    SELECT gen_random_uuid(), gen_random_uuid(), day, now() - day * interval '24 hours' - interval '1 hour', now()
    FROM generate_series(1, 100) day`);
});
afterAll(() => service.stop());

async function counts(): Promise<object> {
  const { rows } = await service.assembly.db.pool.query<object>(`
    SELECT (SELECT count(*)::int FROM audit_events WHERE action = 'test') AS audit,
      (SELECT count(*)::int FROM sessions) AS sessions, (SELECT count(*)::int FROM calls) AS calls`);
  return rows[0]!;
}

it('rule 2.14: goes by the retention of its kind', async () => {
  const failures: unknown[] = [];
  const round = () => service.assembly.housekeeping.round({ failed: (error) => void failures.push(error) });
  const keep = (retention: object) => service.request().patch('/v1/settings').send({ retention }).expect(200);

  expect(await round()).toEqual({});
  await keep({ auditDays: null, devicesDays: null, callsDays: null });
  expect(await round()).toEqual({});
  await keep({ callsDays: 70 });
  expect(await round()).toEqual({ calls: 31 });
  await keep({ devicesDays: 20, callsDays: null });
  expect(await round()).toEqual({ sessions: 81 });
  await keep({ auditDays: 50 });
  expect(await round()).toEqual({ 'audit events': 51 });
  expect(await counts()).toEqual({ audit: 49, sessions: 19, calls: 69 });
  expect(failures).toEqual([]);
});
