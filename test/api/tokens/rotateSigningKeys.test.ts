import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeProtectedHeader } from 'jose';
import type { Clock } from '../../../src/core/clock.js';
import { startTestService, type TestService } from '../../support/service.js';
import { auditOf, describeRefusedCallers, expectProblem, useService } from '../api.js';

const time = { now: Date.parse('2027-01-01T00:00:00Z') };
const clock: Clock = { now: () => time.now };
const api = useService({ clock });
let other: TestService;
let form: object;

const rotate = (body: object = {}) => api().request().post('/v1/keys/rotate').send(body);
const issue = async (service = api()): Promise<string> => {
  const { body } = await service.request(null).post('/oauth2/token').type('form').send(form).expect(200);
  return body.access_token as string;
};
const use = (token: string, service = api()) => service.request(token).get('/v1/rights');
const published = async () => {
  const { body } = await other.request(null).get('/.well-known/jwks.json');
  return body.keys.map((key: { kid: string }) => key.kid) as string[];
};

beforeAll(async () => {
  other = await startTestService({ beside: api(), clock });
  const request = { name: 'portal', scopes: ['rights:read'] };
  const { body } = await api().request().post('/v1/service-accounts').send(request).expect(201);
  form = { grant_type: 'client_credentials', client_id: body.id, client_secret: body.secret };
});
afterAll(() => other.stop());

describe('200', () => {
  it('publishes the new key before it signs, keeps the old one until its last token has ended, and refuses no good token', async () => {
    const old = decodeProtectedHeader(await issue()).kid!;
    const { body } = await rotate().expect(200);
    expect(body.items.map((key: { state: string }) => key.state)).toEqual(['next', 'current']);
    const next = body.items[0].id as string;
    const tokens: { text: string; endsAt: number }[] = [];
    const signers = new Set<string>();
    for (let minute = 0; minute <= 20; minute += 1) {
      const service = minute % 2 === 0 ? api() : other;
      const text = await issue(service);
      signers.add(decodeProtectedHeader(text).kid!);
      expect(await published()).toContain(decodeProtectedHeader(text).kid);
      tokens.push({ text, endsAt: time.now + 600_000 });
      for (const token of tokens.filter(({ endsAt }) => endsAt > time.now)) {
        expect((await use(token.text, service)).status).toBe(200);
      }
      time.now += 60_000;
    }
    expect([...signers]).toEqual([old, next]);
    expect(await published()).toEqual([next]);
  });

  it('withdraws the old keys at once when told to: tokens they signed are refused everywhere', async () => {
    const token = await issue();
    expect([(await use(token)).status, (await use(token, other)).status]).toEqual([200, 200]);
    const { body } = await rotate({ immediately: true }).expect(200);
    expect(body.items.map((key: { state: string }) => key.state)).toEqual(['current']);
    expectProblem(await use(token), 'unauthenticated');
    expectProblem(await use(token, other), 'unauthenticated');
    expect((await use(await issue(other))).status).toBe(200);
  });

  it('keeps a working key through parallel rotations', async () => {
    const token = await issue();
    const answers = await Promise.all([rotate(), rotate(), rotate()]);
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
    expect((await use(token)).status).toBe(200);
    expect((await use(await issue(other))).status).toBe(200);
  });

  it('rule 12.2: records the new key, and no private half', async () => {
    const { body } = await rotate().expect(200);
    const [event] = await auditOf(api, body.items[0].id);
    expect(event).toMatchObject({ action: 'signing-key.created', target: { kind: 'signing-key' } });
    expect(Object.keys(event!.after ?? {})).toEqual(['signsFrom']);
  });

  it('keeps the private half encrypted', async () => {
    const { rows } = await api().assembly.db.pool.query('SELECT private_key FROM signing_keys');
    for (const { private_key: sealed } of rows) expect(sealed.toString('latin1')).not.toContain('"kty"');
    expect(rows.length).toBeGreaterThan(0);
  });
});

describe('400', () => {
  it.each([
    [{ immediately: 'yes' }, '/immediately'],
    [{ now: true }, '/now'],
  ])('refuses %j', async (body, pointer) => {
    expectProblem(await rotate(body), 'malformed-request', pointer);
  });
});

describeRefusedCallers(api, (agent) => agent.post('/v1/keys/rotate').send({}), ['admin']);
