import { describe, expect, it } from '@jest/globals';
import { errorTable } from '../../../src/core/errors.js';
import { describeIfNoneMatch, expectProblem, useService } from '../api.js';

const api = useService();

describe('200', () => {
  it.each(Object.entries(errorTable))('explains %s to people', async (code, { title, status }) => {
    const { text, headers } = await api().request(null).get(`/problems/${code}`).expect(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(text).toContain(`<h1>${title}</h1>`);
    expect(text).toContain(`HTTP status ${status}`);
  });

  it('is where the type of a problem leads', async () => {
    const { body } = await api().request(null).get('/v1/users').expect(401);
    await api().request(null).get(body.type).expect(200);
  });
});

describe('400', () => {
  it('refuses a path that is not percent-encoded', async () => {
    expectProblem(await api().request(null).get('/problems/%zz'), 'malformed-request');
  });
});

describe('404', () => {
  it.each(['no-such-code', 'constructor', '__proto__'])('has no page for %s', async (code) => {
    expectProblem(await api().request(null).get(`/problems/${code}`), 'route-not-found');
  });
});

describeIfNoneMatch(api, () => '/problems/user-not-found');
