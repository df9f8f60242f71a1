import { describe, expect, it } from '@jest/globals';
import { describeIfNoneMatch, describeRefusedCallers, expectProblem, useService } from '../api.js';

const api = useService();

describe('200', () => {
  it('lists accounts newest first, without their secrets, page by page', async () => {
    const secrets: string[] = [];
    for (const name of ['first', 'second']) {
      const created = await api()
        .request()
        .post('/v1/service-accounts')
        .send({ name, scopes: ['users:read'] });
      secrets.push(created.body.secret);
    }
    const { body, text, headers } = await api().request().get('/v1/service-accounts?limit=1').expect(200);
    expect(body.items).toHaveLength(1);
    expect(body.items[0]).toMatchObject({ name: 'second', scopes: ['users:read'] });
    const [, url] = /^<([^>]+)>/.exec(headers['link'] ?? '') ?? [];
    const next = await api().request().get(url!).expect(200);
    expect(next.body.items.map((account: { name: string }) => account.name)).toEqual(['first']);
    for (const secret of secrets) expect(text + next.text).not.toContain(secret);
  });
});

describeIfNoneMatch(api, () => '/v1/service-accounts');

describe('400', () => {
  it('refuses a cursor of another list', async () => {
    const cursor = Buffer.from(JSON.stringify(['api-key', 'x'])).toString('base64url');
    expectProblem(await api().request().get('/v1/service-accounts').query({ cursor }), 'invalid-cursor');
  });
});

describeRefusedCallers(api, (agent) => agent.get('/v1/service-accounts'), ['admin']);
