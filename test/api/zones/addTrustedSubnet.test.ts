import { describe, expect, it } from '@jest/globals';
import { auditOf, describeRefusedCallers, expectProblem, useService } from '../api.js';

const api = useService();
const post = (body: object) => api().request().post('/v1/zones/trusted/subnets').send(body);
const subnets = async () => (await api().request().get('/v1/zones/trusted')).body.subnets as string[];

describe('201', () => {
  it.each([
    ['10.20.0.0/16', '10.20.0.0/16'],
    ['10.21.0.0/255.255.0.0', '10.21.0.0/16'],
    ['10.22.0.0 255.255.0.0', '10.22.0.0/16'],
    ['192.0.2.1', '192.0.2.1/32'],
    ['2001:DB8::/32', '2001:db8::/32'],
    ['::ffff:10.23.0.0/112', '10.23.0.0/16'],
  ])('rule 7.2: takes %s and prints %s', async (subnet, canonical) => {
    expect((await post({ subnet }).expect(201)).body).toEqual({ subnet: canonical });
    expect(await subnets()).toContain(canonical);
    const ip = canonical.split('/')[0]!;
    expect((await api().request().get('/v1/zones/locate').query({ ip })).body.zone.id).toBe('trusted');
  });

  it('trusts everything only when told that it is meant', async () => {
    expectProblem(await post({ subnet: '::/0' }), 'everything-trusted');
    await post({ subnet: '::/0', confirmEverything: true }).expect(201);
  });

  it('replays the very answer for an Idempotency-Key, under parallel requests too', async () => {
    const send = () => post({ subnet: '203.0.113.0/24' }).set('Idempotency-Key', 'subnet');
    const answers = await Promise.all([send(), send(), send()]);
    expect(answers.map((answer) => answer.status)).toEqual([201, 201, 201]);
    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
  });

  it('rule 12.2: records the subnet', async () => {
    await post({ subnet: '198.51.100.0/24' }).expect(201);
    const [event] = await auditOf(api, 'trusted');
    expect(event).toMatchObject({
      action: 'zone.subnet-added',
      before: null,
      after: { subnet: '198.51.100.0/24' },
    });
  });
});

describe('400', () => {
  it.each([
    [{}, '/subnet'],
    [{ subnet: 10 }, '/subnet'],
    [{ subnet: '10.0.0.0/8', confirmEverything: 'true' }, '/confirmEverything'],
    [{ subnet: '10.0.0.0/8', name: 'x' }, '/name'],
  ])('refuses %j', async (body, pointer) => {
    expectProblem(await post(body), 'malformed-request', pointer);
  });
});

describeRefusedCallers(
  api,
  (agent) => agent.post('/v1/zones/trusted/subnets').send({ subnet: '10.9.0.0/16' }),
  ['zones:write'],
);

describe('409', () => {
  it('lists each subnet once, however it is written, and of parallel requests one wins', async () => {
    const forms = [
      '172.16.0.0/12',
      '172.16.0.0/255.240.0.0',
      '::ffff:172.16.0.0/108',
      '172.16.0.0 255.240.0.0',
    ];
    const answers = await Promise.all(forms.map((subnet) => post({ subnet })));
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409, 409, 409]);
    expectProblem(await post({ subnet: '172.16.0.0/12' }), 'subnet-taken');
  });
});

describe('422', () => {
  it.each(['10.0.0.1/8', '0x0a.0.0.0/8', 'fe80::1%eth0', '10.0.0.0/8/8'])(
    'rule 7.2: refuses %s',
    async (subnet) => {
      const before = await subnets();
      expectProblem(await post({ subnet }), 'invalid-subnet');
      expect(await subnets()).toEqual(before);
    },
  );
});
