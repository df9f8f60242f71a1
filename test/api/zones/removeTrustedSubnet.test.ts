import { describe, expect, it } from '@jest/globals';
import { auditOf, describeRefusedCallers, expectProblem, useService } from '../api.js';

const api = useService();
const remove = (subnet: string) =>
  api()
    .request()
    .delete(`/v1/zones/trusted/subnets/${encodeURIComponent(subnet)}`);
const add = (subnet: string) =>
  api().request().post('/v1/zones/trusted/subnets').send({ subnet }).expect(201);
const subnets = async () => (await api().request().get('/v1/zones/trusted')).body.subnets as string[];

describe('204', () => {
  it('takes the subnet in any form it may be written in', async () => {
    for (const form of ['10.0.0.0/8', '10.0.0.0/255.0.0.0', '::ffff:10.0.0.0/104']) {
      await add('10.0.0.0/8');
      await remove(form).expect(204);
      expect(await subnets()).not.toContain('10.0.0.0/8');
    }
  });

  it('rule 12.2: records the subnet', async () => {
    await add('10.0.0.0/8');
    await remove('10.0.0.0/8').expect(204);
    const [event] = await auditOf(api, 'trusted');
    expect(event).toMatchObject({
      action: 'zone.subnet-removed',
      before: { subnet: '10.0.0.0/8' },
      after: null,
    });
  });
});

describeRefusedCallers(api, (agent) => agent.delete('/v1/zones/trusted/subnets/127.0.0.0%2F8'), [
  'zones:write',
]);

describe('404', () => {
  it('knows no such subnet', async () => {
    expectProblem(await remove('10.99.0.0/16'), 'subnet-not-found');
  });
});

describe('422', () => {
  it('refuses what is no subnet', async () => {
    expectProblem(await remove('everywhere'), 'invalid-subnet');
  });

  it('rule 7.2: the last one stays, also when all are removed at the same time', async () => {
    await add('10.1.0.0/16');
    const all = await subnets();
    expect(all).toHaveLength(3);
    const answers = await Promise.all(all.map((subnet) => remove(subnet)));
    expect(answers.map((answer) => answer.status).sort()).toEqual([204, 204, 422]);
    expect(await subnets()).toHaveLength(1);
    expectProblem(await remove((await subnets())[0]!), 'subnets-required');
  });
});
