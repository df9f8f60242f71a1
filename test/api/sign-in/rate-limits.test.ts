/** How often signing in may be tried from one source and on one account, on two instances together. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuditEvent } from '../../../src/audit/audit.schema.js';
import { startTestService, type TestService } from '../../support/service.js';
import { auditOf, createUser, expectProblem, useService } from '../api.js';

const options = {
  refusedSignIns: { count: 3, seconds: 60 },
  accountSignIns: { count: 5, seconds: 60 },
};
const api = useService(options);
let other: TestService;
beforeAll(async () => {
  other = await startTestService({ ...options, beside: api() });
});
afterAll(async () => {
  await other.stop();
});

const password = 'nine herons cross the fjord';

/** A backend signs people in who come from that address. */
const signIn = (login: string, clientIp: string, word = password, service = api()) =>
  service.request().post('/v1/auth/sign-in').send({ login, password: word, clientIp });

let strangers = 0;
const stranger = () => `stranger-${(strangers += 1)}`;

async function refuse(times: number, clientIp: string): Promise<void> {
  for (let at = 0; at < times; at += 1) {
    const { status } = await signIn(stranger(), clientIp, 'wrong', at % 2 === 0 ? api() : other);
    expect(status).toBe(401);
  }
}

/** Newest first. */
async function refusals(): Promise<AuditEvent[]> {
  const query = { action: 'sign-in.refused', limit: 500 };
  return (await api().request().get('/v1/audit').query(query).expect(200)).body.items;
}

describe('429 for a source', () => {
  it('says when to come back, on every instance, even to the right password', async () => {
    const { login } = await createUser(api, 'anna', { password });
    await refuse(3, '192.0.2.1');
    for (const service of [api(), other, api()]) {
      const answer = await signIn(login, '192.0.2.1', password, service);
      expectProblem(answer, 'rate-limited');
      const seconds = Number(answer.headers['retry-after']);
      expect(seconds).toBeGreaterThan(30);
      expect(seconds).toBeLessThanOrEqual(60);
    }
    await signIn(login, '192.0.2.2').expect(200);
  });

  it('counts who was refused, and nobody who was let in', async () => {
    const people = await Promise.all(
      ['berta', 'carla', 'dora', 'emma'].map((login) => createUser(api, login, { password })),
    );
    for (const { login } of people) await signIn(login, '192.0.2.3').expect(200);
    await refuse(3, '192.0.2.3');
    expectProblem(await signIn('berta', '192.0.2.3'), 'rate-limited');
  });

  it.each([
    ['2001:db8:7:1::1', '2001:db8:7:1:ffff::2', 429],
    ['2001:db8:7:2::1', '2001:db8:7:3::1', 401],
    ['192.0.2.10', '::ffff:192.0.2.10', 429],
    ['192.0.2.11', '192.0.2.12', 401],
  ])('takes %s and %s for one source, or for two', async (one, another, status) => {
    await refuse(3, one);
    expect((await signIn(stranger(), another, 'wrong')).status).toBe(status);
  });

  it('leaves one trace when the last is used up, and none of what is refused after that', async () => {
    const before = await refusals();
    await refuse(3, '192.0.2.20');
    for (let at = 0; at < 5; at += 1) expect((await signIn(stranger(), '192.0.2.20')).status).toBe(429);
    const since = (await refusals()).slice(0, -before.length);
    const reasons = since.map(({ after }) => after?.['reason']);
    expect(reasons).toEqual(['rate-limited', 'unknown-login', 'unknown-login', 'unknown-login']);
  });
});

describe('429 for an account', () => {
  it('counts every try, from wherever, however the login is written', async () => {
    const { id, login } = await createUser(api, 'frieda', { password });
    for (const [at, name] of [login, 'FRIEDA', `CORP\\${login}`, id, `${login}@corp.example`].entries()) {
      await signIn(name, `198.51.100.${at}`, password, at % 2 === 0 ? api() : other).expect(200);
    }
    expectProblem(await signIn(login, '198.51.100.9', password, other), 'rate-limited');
    expectProblem(await signIn(login, '198.51.100.10', 'wrong'), 'rate-limited');
    const actions = (await auditOf(api, id)).map(({ action }) => action);
    expect(actions).not.toContain('sign-in.refused');
  });

  it('behaves alike for a login that nobody has', async () => {
    const statuses: number[] = [];
    for (let at = 0; at < 6; at += 1)
      statuses.push((await signIn('nobody at all', `203.0.113.${at}`, 'wrong')).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
  });
});
