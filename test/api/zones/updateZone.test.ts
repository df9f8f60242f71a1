import { describe, expect, it } from '@jest/globals';
import {
  auditOf,
  createUser,
  describeIfMatch,
  describeRefusedCallers,
  expectProblem,
  useService,
} from '../api.js';

const api = useService();
const patch = (zone: string, body: object) => api().request().patch(`/v1/zones/${zone}`).send(body);
const read = async (zone: string) => (await api().request().get(`/v1/zones/${zone}`).expect(200)).body;
const rightsFrom = async (ip: string) =>
  (await api().request().get('/v1/effective-rights').query({ subject: 'alice', ip })).body;

describe('200', () => {
  it('rule 7.1: renames either zone, and answers show the new name', async () => {
    expect((await patch('trusted', { name: 'Office' }).expect(200)).body.name).toBe('Office');
    expect((await patch('external', { name: 'Outside' }).expect(200)).body.name).toBe('Outside');
    await createUser(api, 'alice');
    expect((await rightsFrom('127.0.0.1')).zone).toEqual({ id: 'trusted', name: 'Office' });
    expect((await rightsFrom('10.0.0.1')).zone).toEqual({ id: 'external', name: 'Outside' });
  });

  it('rule 7.2: replaces the subnets, prints them canonically and once', async () => {
    const subnets = [
      '10.20.0.0/255.255.0.0',
      '2001:DB8:7::/48',
      '10.20.0.0/16',
      '192.0.2.7',
      '::ffff:192.0.2.7',
    ];
    const { body } = await patch('trusted', { subnets }).expect(200);
    expect([...body.subnets].sort()).toEqual(['10.20.0.0/16', '192.0.2.7/32', '2001:db8:7::/48']);
    expect((await rightsFrom('10.20.255.255')).zone.id).toBe('trusted');
    expect((await rightsFrom('::ffff:10.20.0.1')).zone.id).toBe('trusted');
    expect((await rightsFrom('2001:db8:7:ffff::1')).zone.id).toBe('trusted');
    expect((await rightsFrom('10.21.0.0')).zone.id).toBe('external');
    expect((await rightsFrom('::10.20.0.1')).zone.id).toBe('external');
    expect((await rightsFrom('127.0.0.1')).zone.id).toBe('external');
  });

  it('rule 7.3: says which methods and rights a zone allows; rights that are not named stay', async () => {
    const body = { methods: ['kerberos', 'password', 'password'], rights: { fileSending: false } };
    const changed = await patch('external', body).expect(200);
    expect(changed.body.methods).toEqual(['kerberos', 'password']);
    expect(changed.body.rights).toMatchObject({ fileSending: false, fileReceiving: true });
    expect((await rightsFrom('198.51.100.1')).rights).toMatchObject({
      fileSending: false,
      fileReceiving: true,
    });
    await patch('external', { rights: { fileSending: true } }).expect(200);
    expect((await rightsFrom('198.51.100.1')).rights.fileSending).toBe(true);
  });

  it('rule 7.4: a zone that is switched off is no gate for rights', async () => {
    const before = (await rightsFrom('198.51.100.1')).rights;
    expect((await patch('external', { enabled: false }).expect(200)).body.enabled).toBe(false);
    expect((await rightsFrom('198.51.100.1')).rights).toEqual(before);
    await patch('external', { enabled: true }).expect(200);
  });

  it('trusts everything only when told that it is meant', async () => {
    const subnets = ['0.0.0.0/0', '::/0'];
    expectProblem(await patch('trusted', { subnets }), 'everything-trusted');
    const { body } = await patch('trusted', { subnets, confirmEverything: true }).expect(200);
    expect(body.subnets).toEqual(subnets);
    expect((await rightsFrom('203.0.113.9')).zone.id).toBe('trusted');
    await patch('trusted', { subnets: ['127.0.0.0/8'] }).expect(200);
  });

  it('rule 12.2: records both states, and nothing where nothing changes', async () => {
    const before = await read('external');
    const after = (await patch('external', { name: 'Audited' }).expect(200)).body;
    const events = await auditOf(api, 'external');
    await patch('external', { name: 'Audited', rights: after.rights, methods: after.methods }).expect(200);
    expect(events[0]).toMatchObject({ action: 'zone.changed', before, after, target: { kind: 'zone' } });
    expect(await auditOf(api, 'external')).toEqual(events);
  });

  it('is seen by the next question, on another instance too', async () => {
    const { startTestService } = await import('../../support/service.js');
    const other = await startTestService({ beside: api() });
    try {
      for (const trusted of [true, false, true]) {
        await patch('trusted', { subnets: trusted ? ['198.51.100.0/24'] : ['127.0.0.0/8'] }).expect(200);
        const { body } = await other
          .request()
          .get('/v1/effective-rights?kind=guest&ip=198.51.100.7')
          .expect(200);
        expect(body.zone.id).toBe(trusted ? 'trusted' : 'external');
      }
    } finally {
      await other.stop();
    }
  });
});

describe('400', () => {
  it.each([
    [{ id: 'external' }, '/id'],
    [{ name: null }, '/name'],
    [{ enabled: 'yes' }, '/enabled'],
    [{ methods: ['telepathy'] }, '/methods/0'],
    [{ rights: { flying: true } }, '/rights/flying'],
    [{ subnets: [7] }, '/subnets/0'],
    [{ subnets: '10.0.0.0/8' }, '/subnets'],
  ])('refuses %j', async (body, pointer) => {
    const before = await read('trusted');
    expectProblem(await patch('trusted', body), 'malformed-request', pointer);
    expect(await read('trusted')).toEqual(before);
  });

  it('there is no third zone', async () => {
    expectProblem(await patch('dmz', { name: 'x' }), 'malformed-request', 'zone');
  });
});

describeRefusedCallers(api, (agent) => agent.patch('/v1/zones/trusted').send({ name: 'X' }), ['zones:write']);

let count = 0;
describeIfMatch(api, async () => ({
  path: '/v1/zones/trusted',
  write: (agent) => agent.patch('/v1/zones/trusted').send({ name: `Match ${(count += 1)}` }),
}));

describe('422', () => {
  it.each([
    ['10.0.0.1/8', '10.0.0.0/8'],
    ['010.0.0.0/8', '10'],
    ['10.20/16', '10.20'],
    ['10.0.0.0/33', ''],
    ['10.0.0.0/255.0.255.0', ''],
    ['::1/129', ''],
    ['example.org', ''],
    ['10.0.0.0 - 10.0.0.9', ''],
  ])('rule 7.2: refuses %s with a suggestion, and changes nothing', async (subnet, suggestion) => {
    const before = await read('trusted');
    const response = await patch('trusted', { name: 'Lost', subnets: ['10.0.0.0/8', subnet] });
    expectProblem(response, 'invalid-subnet', '/subnets/1');
    expect(response.body.detail).toContain(suggestion);
    expect(await read('trusted')).toEqual(before);
  });

  it('rule 7.2: the trusted zone keeps at least one subnet', async () => {
    expectProblem(await patch('trusted', { subnets: [] }), 'subnets-required');
  });

  it('rule 7.2: the external zone has no subnets', async () => {
    expectProblem(await patch('external', { subnets: ['10.0.0.0/8'] }), 'external-has-no-subnets');
  });
});

describe('the database', () => {
  it.each([
    ['a third zone', `INSERT INTO zones (id, name) VALUES ('dmz', 'DMZ')`],
    ['a word that is no right', `UPDATE zones SET rights = '{flying}'`],
  ])('refuses %s when somebody writes past the API', async (_, sql) => {
    await expect(api().assembly.db.pool.query(sql)).rejects.toMatchObject({ code: '23514' });
  });
});
