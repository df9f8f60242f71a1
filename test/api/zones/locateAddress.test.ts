import { beforeAll, describe, expect, it } from '@jest/globals';
import { describeIfNoneMatch, describeRefusedCallers, expectProblem, useService } from '../api.js';

const api = useService();
const locate = (ip: string) => api().request().get('/v1/zones/locate').query({ ip });

beforeAll(async () => {
  const subnets = ['10.20.0.0/16', '2001:db8:7::/48'];
  const rights = { fileSending: false };
  await api().request().patch('/v1/zones/trusted').send({ subnets, rights, name: 'Office' }).expect(200);
});

describe('200', () => {
  it.each([
    ['10.20.3.4', 'trusted', '10.20.3.4'],
    ['::ffff:10.20.3.4', 'trusted', '10.20.3.4'],
    ['::FFFF:0A14:0304', 'trusted', '10.20.3.4'],
    ['2001:DB8:7::1', 'trusted', '2001:db8:7::1'],
    ['10.21.0.0', 'external', '10.21.0.0'],
    ['::10.20.3.4', 'external', '::a14:304'],
    ['64:ff9b::10.20.3.4', 'external', '64:ff9b::a14:304'],
    ['2002:a14:304::', 'external', '2002:a14:304::'],
  ])('rule 7.2: %s is %s', async (ip, zone, address) => {
    const { body } = await locate(ip).expect(200);
    expect(body).toMatchObject({ address, zone: { id: zone } });
  });

  it('rule 7.3: shows what the zone allows', async () => {
    const { body } = await locate('10.20.0.1').expect(200);
    expect(body).toMatchObject({
      zone: { id: 'trusted', name: 'Office' },
      enabled: true,
      methods: ['password'],
    });
    expect(body.rights).toMatchObject({ fileSending: false, fileReceiving: true });
  });
});

describeIfNoneMatch(api, () => '/v1/zones/locate?ip=10.20.0.1');

describe('400', () => {
  it.each([
    '010.20.0.1',
    '10.20.1',
    '10.20.0.256',
    'localhost',
    '',
    '1',
    '10.20.0.1/16',
    '::1%25eth0',
    '[::1]',
  ])('rule 7.2: %s is no address', async (ip) => {
    expectProblem(await locate(ip), 'invalid-address');
  });

  it('needs an address, one', async () => {
    expectProblem(await api().request().get('/v1/zones/locate'), 'malformed-request', 'ip');
    const twice = await api().request().get('/v1/zones/locate?ip=10.0.0.1&ip=10.0.0.2');
    expectProblem(twice, 'unknown-query-parameter', 'ip');
  });
});

describeRefusedCallers(api, (agent) => agent.get('/v1/zones/locate?ip=10.0.0.1'), ['zones:read']);
