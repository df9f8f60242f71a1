/**
 * Signing keys are replaced by themselves, by one of several instances, and nobody notices: whoever has a good token is
 * let in at any time, by any instance and by whoever keeps the key set for as long as it may be kept.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify, SignJWT } from 'jose';
import type { CurrentKey } from '../../src/tokens/signing-keys.service.js';
import { auditOf, expectProblem, useService } from '../api/api.js';
import { issuer, startTestService, system, type TestService } from '../support/service.js';

const minute = 60_000;
const day = 24 * 60 * minute;
const time = { now: Date.parse('2027-01-01T00:00:00Z') };
const clock = { now: () => time.now };
const api = useService({ clock });
let instances: TestService[];
let form: object;

beforeAll(async () => {
  instances = [api(), await startTestService({ beside: api(), clock })];
  const request = { name: 'portal', scopes: ['rights:read'] };
  const { body } = await api().request().post('/v1/service-accounts').send(request).expect(201);
  form = { grant_type: 'client_credentials', client_id: body.id, client_secret: body.secret };
});
afterAll(() => instances[1]!.stop());

const failures: unknown[] = [];
/** All instances at once, as it may happen. */
const housekeeping = () =>
  Promise.all(
    instances.map(({ assembly }) =>
      assembly.housekeeping.round({ failed: (error) => void failures.push(error) }),
    ),
  );

const some = <Item>(items: readonly Item[]) => items[Math.floor(Math.random() * items.length)]!;
const rotateAfter = (signingKeyDays: number | null) =>
  api().request().patch('/v1/settings').send({ signingKeyDays }).expect(200);

async function issue(service: TestService): Promise<string> {
  const { body } = await service.request(null).post('/oauth2/token').type('form').send(form).expect(200);
  return body.access_token as string;
}

const use = async (token: string, service: TestService) =>
  (await service.request(token).get('/v1/rights')).status;

async function keys(): Promise<{ id: string; state: string }[]> {
  return (await api().request().get('/v1/keys').expect(200)).body.items;
}

const stored = async () => (await api().assembly.db.pool.query('SELECT FROM signing_keys')).rowCount;

const isOver = (token: string) => decodeJwt(token).exp! * 1000 <= time.now;

/** Somebody who verifies tokens with a key set that is fetched no sooner than it has to be. */
class Verifier {
  private keySet: ReturnType<typeof createLocalJWKSet> | null = null;
  private keptUntil = 0;

  async verify(token: string): Promise<void> {
    if (this.keySet === null || time.now >= this.keptUntil) {
      const { body, headers } = await some(instances).request(null).get('/.well-known/jwks.json');
      this.keySet = createLocalJWKSet(body);
      this.keptUntil = time.now + Number(/max-age=(\d+)/.exec(headers['cache-control']!)![1]) * 1000;
    }
    await jwtVerify(token, this.keySet, { issuer, audience: issuer, currentDate: new Date(time.now) });
  }
}

/** A new token of that key, made past the service. */
async function forge({ id, privateKey }: CurrentKey, token: string): Promise<string> {
  const now = Math.floor(time.now / 1000);
  return new SignJWT({ ...decodeJwt(token), iat: now, exp: now + 600 })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: id })
    .sign(privateKey);
}

beforeEach(() => {
  failures.length = 0;
});

describe('a scheduled rotation', () => {
  it('takes place once, after the days that are set, and not before', async () => {
    await rotateAfter(30);
    await housekeeping();
    const [first] = await keys();
    time.now += 30 * day - minute;
    await housekeeping();
    expect(await keys()).toMatchObject([{ id: first!.id, state: 'current' }]);
    time.now += minute;
    await housekeeping();
    expect(await keys()).toMatchObject([{ state: 'next' }, { id: first!.id, state: 'current' }]);
    await housekeeping();
    time.now += 5 * minute;
    await housekeeping();
    const [second, ...others] = await keys();
    expect([second!.state, ...others]).toMatchObject(['current', { id: first!.id, state: 'retiring' }]);
    const [event] = await auditOf(api, second!.id);
    expect(event).toMatchObject({
      action: 'signing-key.created',
      channel: 'system',
      actor: { name: 'foyer' },
    });
    expect(failures).toEqual([]);
  });

  it('counts from the last rotation, by hand too', async () => {
    await rotateAfter(30);
    time.now += 29 * day;
    const { body } = await api().request().post('/v1/keys/rotate').send({}).expect(200);
    time.now += 2 * day;
    await housekeeping();
    expect((await keys()).map(({ id }) => id)).toEqual([body.items[0].id]);
  });

  it('never takes place when it is switched off', async () => {
    await rotateAfter(null);
    const [before] = await keys();
    time.now += 1000 * day;
    await housekeeping();
    expect(await keys()).toMatchObject([{ id: before!.id, state: 'current' }]);
  });

  it('is made by one instance, also when the lease is no obstacle', async () => {
    await rotateAfter(1);
    await housekeeping();
    time.now += 2 * day;
    const before = (await keys()).length;
    const { body } = await api().request().get('/v1/settings');
    const rotations = [...instances, ...instances, ...instances].map(({ assembly }) =>
      assembly.signingKeys.rotateAfter(system, body.signingKeyDays),
    );
    await Promise.all(rotations);
    expect(await keys()).toHaveLength(before + 1);
    time.now += 5 * minute;
  });

  it('refuses no good token on any instance while it takes place, nor do those who verify by themselves', async () => {
    await rotateAfter(1);
    time.now += day - 5 * minute;
    const verifiers = [new Verifier(), new Verifier(), new Verifier()];
    const tokens: string[] = [];
    const refused: string[] = [];
    let isRunning = true;
    let uses = 0;
    /** A token that was over when the answer came may have been refused. */
    const check = async (token: string) => {
      const status = await use(token, some(instances));
      const isAccepted = await some(verifiers)
        .verify(token)
        .then(
          () => true,
          () => false,
        );
      uses += 1;
      if ((status !== 200 || !isAccepted) && !isOver(token))
        refused.push(`${status} ${isAccepted}: ${token}`);
    };
    const client = async () => {
      while (isRunning) {
        const token = await issue(some(instances));
        tokens.push(token);
        await check(token);
        await check(some(tokens.filter((one) => !isOver(one))) ?? token);
      }
    };
    const clients = [client(), client(), client()];
    for (let passed = 0; passed < 30 * minute; passed += minute) {
      await housekeeping();
      const before = uses;
      while (uses < before + 6) await new Promise((later) => setTimeout(later, 5));
      for (const old of tokens.filter((one) => !isOver(one)).slice(0, 2)) await check(old);
      time.now += minute;
    }
    isRunning = false;
    await Promise.all(clients);
    expect(refused).toEqual([]);
    expect(new Set(tokens.map((token) => decodeProtectedHeader(token).kid)).size).toBe(2);
    expect(uses).toBeGreaterThan(200);
    expect(failures).toEqual([]);
  }, 120_000);

  it('ends in the old key being refused everywhere, and in its being deleted a day later', async () => {
    await rotateAfter(1);
    const old = await api().assembly.signingKeys.current();
    const token = await forge(old, await issue(api()));
    for (const service of instances) expect(await use(token, service)).toBe(200);
    time.now += day;
    await housekeeping();
    time.now += 15 * minute;
    const late = await forge(old, token);
    for (const service of instances) expect(await use(late, service)).toBe(200);
    time.now += minute;
    const tooLate = await forge(old, token);
    for (const service of instances) {
      expectProblem(await service.request(tooLate).get('/v1/rights'), 'unauthenticated');
    }
    await rotateAfter(null);
    await housekeeping();
    expect(await stored()).toBeGreaterThan(1);
    time.now += day + minute;
    await housekeeping();
    expect(await stored()).toBe(1);
    const [event] = await auditOf(api, old.id);
    expect(event).toMatchObject({ action: 'signing-key.deleted', channel: 'system' });
    expect(await use(await issue(instances[1]!), api())).toBe(200);
  });
});
