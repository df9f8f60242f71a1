import { describe, expect, it } from '@jest/globals';
import { createAlias, describeRefusedCallers, expectProblem, useService } from '../api.js';

const api = useService();
const post = (body: object) => api().request().post('/v1/resolve').send(body);

describe('200', () => {
  it.each(['to-sip', '#sip:@10.110.8.217', '\\c\\webinar@guest.example', 'two words', 'a&b=c%23'])(
    'rule 5.5: says of %s the same as the question in the query',
    async (callString) => {
      await api().request().post('/v1/aliases').send({ alias: 'to-sip', callString: '#sip:@10.110.8.217' });
      const asked = await api().request().get('/v1/resolve').query({ callString }).expect(200);
      expect((await post({ callString }).expect(200)).body).toEqual(asked.body);
    },
  );

  it('rule 5.2: an alias of a sign that needs care in a query', async () => {
    await createAlias(api, 'hash', '#h323:@10.0.0.7');
    expect((await post({ callString: 'hash' })).body.leadsTo.callString).toBe('#h323:@10.0.0.7');
  });
});

describe('400', () => {
  it.each([
    [{}, '/callString'],
    [{ callString: 7 }, '/callString'],
    [{ callString: 'a'.repeat(1_025) }, '/callString'],
    [{ callString: 'a', server: 'b' }, '/server'],
  ])('refuses %j', async (body, pointer) => {
    expectProblem(await post(body), 'malformed-request', pointer);
  });
});

describeRefusedCallers(api, (agent) => agent.post('/v1/resolve').send({ callString: 'x' }), ['resolve:read']);
