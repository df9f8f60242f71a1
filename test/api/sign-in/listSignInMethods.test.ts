import { describe, expect, it } from '@jest/globals';
import type { MethodOffer } from '../../../src/sign-in/methods.schema.js';
import { expectProblem, useService } from '../api.js';

const api = useService();
const ask = (query: object = {}, bearer: string | null = null) =>
  api().request(bearer).get('/v1/auth/methods').query(query);
const reasons = (items: MethodOffer[]) =>
  Object.fromEntries(items.map(({ method, reason }) => [method, reason]));

describe('200', () => {
  it('rule 8.4: tells anybody every method, and why one cannot be used', async () => {
    const { body } = await ask().expect(200);
    expect(body.zone).toEqual({ id: 'trusted', name: 'Trusted network' });
    expect(body.enabled).toBe(true);
    expect(reasons(body.items)).toEqual({
      password: null,
      ntlm: 'not-configured',
      kerberos: 'not-configured',
      outlook: 'not-configured',
    });
    expect(body.items[0]).toMatchObject({ type: 'password', configured: true, available: true });
  });

  it('rule 8.4: follows the zone of the client', async () => {
    await api().request().patch('/v1/zones/external').send({ methods: [] }).expect(200);
    const key = await api().keyWith('zone:assert');
    const outside = await ask({ ip: '192.0.2.1' }, key).expect(200);
    expect(outside.body.zone.id).toBe('external');
    expect(reasons(outside.body.items)['password']).toBe('not-in-zone');
    expect(reasons((await ask()).body.items)['password']).toBe(null);
  });

  it('rules 7.4 and 8.8: says that a zone or a method is switched off', async () => {
    await api().request().patch('/v1/zones/trusted').send({ enabled: false }).expect(200);
    const closed = (await ask().expect(200)).body;
    expect([closed.enabled, reasons(closed.items)['password']]).toEqual([false, 'zone-switched-off']);
    await api().request().patch('/v1/zones/trusted').send({ enabled: true }).expect(200);
    await api().request().patch('/v1/providers/password').send({ enabled: false }).expect(200);
    expect(reasons((await ask()).body.items)['password']).toBe('switched-off');
    await api().request().patch('/v1/providers/password').send({ enabled: true }).expect(200);
  });
});

describe('400', () => {
  it('refuses what is no address', async () => {
    expectProblem(await ask({ ip: 'a' }, await api().keyWith('zone:assert')), 'invalid-address', 'ip');
  });
});

describe('403', () => {
  it('rule 7.2: nobody names an address who may not', async () => {
    expectProblem(await ask({ ip: '192.0.2.1' }), 'insufficient-scope');
  });
});

describe('422 of a change that leaves no way in', () => {
  it('rules 7.3 and 8.8: no zone and no method is switched off that the last administrator needs', async () => {
    const zone = (id: string, body: object) => api().request().patch(`/v1/zones/${id}`).send(body);
    await zone('external', { methods: ['password'] }).expect(200);
    const administrator = { login: 'root', password: 'nine herons cross the fjord' };
    await api().request().post('/v1/administrators').send(administrator).expect(201);
    await zone('external', { enabled: false }).expect(200);
    expectProblem(await zone('trusted', { enabled: false }), 'administrators-locked-out');
    expectProblem(await zone('trusted', { methods: ['kerberos'] }), 'administrators-locked-out');
    const off = api().request().patch('/v1/providers/password').send({ enabled: false });
    expectProblem(await off, 'administrators-locked-out');
    expect((await api().request().get('/v1/zones/trusted')).body.methods).toEqual(['password']);
    await zone('external', { enabled: true }).expect(200);
    await zone('trusted', { enabled: false }).expect(200);
  });
});
